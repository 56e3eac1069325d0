"""The Python side of the worker: streams, clock, and the hook that finds the program's own modules.

Run once in a namespace of its own, before the program. `native` holds the functions the Rust side gives.
"""

import _signal
import _thread
import io
import os
import sys
import time


class Output(io.BufferedIOBase):
    """A stream whose bytes become `output` events, in order with all others."""

    def __init__(self, descriptor, name):
        self._descriptor = descriptor
        self.name = name
        self.mode = "wb"

    def writable(self):
        return True

    def write(self, data):
        if self.closed:
            raise ValueError("write to closed file")
        data = bytes(data)
        native.write(self._descriptor, data)
        return len(data)

    # A native function: were it Python code, Ctrl-C could strike inside it, where input() takes no notice.
    flush = native.flush

    def fileno(self):
        return self._descriptor

    def isatty(self):
        return False


class Input(io.RawIOBase):
    """The program's stdin: asked of the tool when the program reads."""

    def __init__(self):
        self.name = "<stdin>"
        self.mode = "rb"
        self._rest = b""

    def readable(self):
        return True

    def readinto(self, buffer):
        if not self._rest:
            self._rest = native.read()
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

    def fileno(self):
        return 0

    def isatty(self):
        return False


def install_streams():
    sys.stdout = sys.__stdout__ = io.TextIOWrapper(Output(1, "<stdout>"), "utf-8", "strict", write_through=True)
    sys.stderr = sys.__stderr__ = io.TextIOWrapper(
        Output(2, "<stderr>"), "utf-8", "backslashreplace", write_through=True
    )
    sys.stdin = sys.__stdin__ = io.TextIOWrapper(io.BufferedReader(Input()), "utf-8", "surrogateescape")


def install_exit():
    def _exit(status):
        """Exit to the system with the given status, without normal exit processing."""
        native.exit(status)

    os._exit = _exit


def install_processes():
    """A process that the program forks off speaks for itself; one that another program takes over says goodbye."""
    os.register_at_fork(after_in_child=native.forked)

    fork = os.fork

    def fork_quietly():
        """Fork a child process. Return 0 to child process and PID of child to parent process."""
        if _thread._count():
            return fork()
        # The threads that Python would warn of are not the program's.
        import warnings

        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            return fork()

    fork_quietly.__name__ = fork_quietly.__qualname__ = "fork"
    os.fork = fork_quietly

    def replacing(original):
        def replace(*args):
            native.replacing(True)
            try:
                return original(*args)
            finally:
                native.replacing(False)

        replace.__name__ = replace.__qualname__ = original.__name__
        replace.__doc__ = original.__doc__
        return replace

    os.execv = replacing(os.execv)
    os.execve = replacing(os.execve)


def install_source(name, text):
    """A confined program works in another folder, where the name of its file leads nowhere: its lines are known here."""
    import linecache

    linecache.cache[name] = len(text), None, text.splitlines(True), name


def word_syntax_error(error, source):
    """The errors about `yield` and `await` as targets, as CPython's parser words them (Parser/action_helpers.c and
    Grammar/python.gram)."""
    if not isinstance(error, SyntaxError) or not isinstance(error.msg, str) or not error.lineno or not error.offset:
        return
    lines = source.decode("utf-8", "replace").splitlines()
    line = lines[error.lineno - 1] if error.lineno <= len(lines) else ""
    before, rest = line[:error.offset - 1].rstrip(), line[error.offset - 1:]
    word = rest[:5]
    if word not in ("yield", "await"):
        return
    kind, in_brackets = f"{word} expression", before.endswith("(")
    message = error.msg
    if message.startswith(f"cannot assign to {word} ") and message != f"cannot assign to {kind}":
        if word == "yield" and not in_brackets:
            message = f"assignment to {kind} not possible"
        else:
            message = f"cannot assign to {kind} here. Maybe you meant '==' instead of '='?"
    elif message == f"assignment to {kind} not possible" and in_brackets:
        message = f"cannot assign to {kind}"
    elif message == "invalid augmented assignment target":
        message = f"'{kind}' is an illegal expression for augmented assignment"
    if message != error.msg:
        error.msg, error.args = message, (message, *error.args[1:])


# How many exceptions of a chain are printed from its newest end, and from its oldest.
NEWEST, OLDEST = 10, 10


def cut_chain(exception):
    """Takes the middle out of a long chain of exceptions that is about to be printed, and notes how many it was."""
    chain, known = [], set()
    while exception is not None and id(exception) not in known:
        known.add(id(exception))
        chain.append(exception)
        cause = exception.__cause__
        exception = exception.__context__ if cause is None and not exception.__suppress_context__ else cause
    left_out = len(chain) - NEWEST - OLDEST
    if left_out <= OLDEST:
        return
    last, first = chain[NEWEST - 1], chain[-OLDEST]
    if last.__cause__ is not None:
        last.__cause__ = first
    else:
        last.__context__ = first
    last.add_note(f"[Previous exceptions of the chain: {left_out} more are left out here]")


def results_come_by_the_loop():
    """What a thread has done for a loop arrives by `call_soon_threadsafe`, also where it was done at once: whoever awaits
    it suspends, and what is ready runs first (`_chain_future` of Python 3.4 to 3.13)."""
    futures = sys.modules["asyncio.futures"]

    class Events:
        @staticmethod
        def _get_running_loop():
            return None

    original = futures._chain_future
    futures._chain_future = type(original)(original.__code__, {**original.__globals__, "events": Events})


def tasks_throw_what_is_wrong():
    """What a task's coroutine yields and no loop can wait for becomes an error inside that coroutine, a turn later, where an
    `except` of its own can catch it (`task_step_handle_result_impl` of CPython's Modules/_asynciomodule.c)."""
    asyncio = sys.modules["asyncio"]
    running, current = asyncio._get_running_loop, asyncio.current_task
    import types

    class Refusal(asyncio.Future):
        """What a task waits for until the error is thrown."""

    def error(task, thing):
        is_blocking = getattr(thing, "_asyncio_future_blocking", None)
        if is_blocking is None:
            if isinstance(thing, types.GeneratorType):
                return f"yield was used instead of yield from for generator in task {task!r} with {thing!r}"
            return f"Task got bad yield: {thing!r}"
        if asyncio.futures._get_loop(thing) is not task.get_loop():
            return f"Task {task!r} got Future {thing!r} attached to a different loop"
        if not is_blocking:
            return f"yield was used instead of yield from in task {task!r} with {thing!r}"
        return f"Task cannot await on itself: {task!r}" if thing is task else None

    def yielded(coroutine, thing):
        loop = running()
        task = current(loop) if loop is not None else None
        # Only what the loop itself resumes is a task's own answer.
        if task is None or task.get_coro() is not coroutine:
            return thing
        message = error(task, thing)
        if message is None:
            return thing
        refusal = Refusal(loop=loop)
        refusal.set_exception(RuntimeError(message))
        refusal._log_traceback = False
        refusal._asyncio_future_blocking = True
        return refusal

    native.Refusal = Refusal
    native.judge(yielded)


class Watcher:
    """Calls a function when a module was imported for the first time: `waiting` maps names to functions."""

    waiting = {}

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        then = cls.waiting.pop(name, None)
        if then is None:
            return None
        for finder in sys.meta_path:
            if finder is not cls:
                spec = finder.find_spec(name, path, target)
                if spec is not None:
                    spec.loader = Loader(spec.loader, then)
                    return spec
        return None


class Loader:
    """Loads a module as its own loader does, then calls a function."""

    def __init__(self, loader, then):
        self._loader = loader
        self._then = then

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        module.__spec__.loader = module.__loader__ = self._loader
        self._loader.exec_module(module)
        self._then()


def when_imported(name, then):
    """Calls `then()` now if the module is there, else right after its first import."""
    if name in sys.modules:
        then()
        return
    earlier = Watcher.waiting.get(name)
    Watcher.waiting[name] = then if earlier is None else lambda: (earlier(), then())
    if Watcher not in sys.meta_path:
        sys.meta_path.insert(0, Watcher)


def install_import_hook(folder):
    """Modules in FILE's folder are the program's: their code is traced too."""
    loader = sys.modules["_frozen_importlib_external"].SourceFileLoader
    original = loader.get_code
    prefix = os.path.join(os.path.abspath(folder), "")

    def get_code(self, fullname):
        code = original(self, fullname)
        path = os.path.abspath(self.path)
        if path.startswith(prefix) and "site-packages" not in path:
            native.watch(code, path[len(prefix):])
        return code

    loader.get_code = get_code


sys.dont_write_bytecode = True
native.when_imported = when_imported
native.word_syntax_errors(word_syntax_error)
native.cut_chains(cut_chain)
# As Python does: a file that grows too large is an OSError, not a death.
_signal.signal(_signal.SIGXFSZ, _signal.SIG_IGN)
if native.wakeup >= 0:
    _signal.set_wakeup_fd(native.wakeup, warn_on_full_buffer=False)
install_streams()
install_exit()
if native.confined:
    install_source(*native.confined)
else:
    install_processes()
install_import_hook(native.folder)
native.when_imported("asyncio.futures", results_come_by_the_loop)
native.when_imported("asyncio", tasks_throw_what_is_wrong)
if not native.virtual and not native.session:
    time.sleep = native.sleep(time.sleep)
