"""One program in this Python, from its first line to its end: streams, modules, limits. The counterpart of `worker::host`."""

import builtins

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


Native.when_imported = staticmethod(when_imported)


class FutureIter:
    """What `await future` drives, as the class of that name in CPython's Modules/_asynciomodule.c does."""

    __module__ = "_asyncio"
    __slots__ = ("_future",)

    def __init__(self, future):
        self._future = future

    def __iter__(self):
        return self

    def __next__(self):
        future = self._future
        if future is None:
            raise StopIteration
        if not future.done():
            if future._asyncio_future_blocking:
                raise RuntimeError("await wasn't used with future")
            future._asyncio_future_blocking = True
            return future
        self._future = None
        raise StopIteration(future.result())

    def send(self, value):
        return next(self)

    def throw(self, kind, value=None, traceback=None):
        self._future = None
        raise kind if value is None else value

    def close(self):
        self._future = None


def python_asyncio():
    """asyncio's classes in Python instead of those in C, whose steps nobody sees; they go by the same names."""
    global TASK
    if sys.modules.get("_asyncio", 0) is None:
        del sys.modules["_asyncio"]
    import asyncio

    TASK = asyncio.Task
    for cls in (asyncio.Task, asyncio.Future):
        cls.__module__ = "_asyncio"
        for member in vars(cls).values():
            member = getattr(member, "fget", None) or getattr(member, "__func__", member)
            if isinstance(member, FunctionType):
                # A native method belongs to no module.
                member.__module__ = None
                hidden_codes[id(member.__code__)] = member.__code__
    asyncio.Future.__await__ = asyncio.Future.__iter__ = FutureIter
    original = asyncio.Future.set_exception

    def set_exception(self, exception):
        """Mark the future done and set an exception."""
        if isinstance(exception, BaseException):
            strip(exception)
        return original(self, exception)

    asyncio.Future.set_exception = dressed(set_exception, original)


def follow_modules(folder):
    """Modules in FILE's folder are the program's: their code is traced too."""
    import importlib.machinery

    loader = importlib.machinery.SourceFileLoader
    original, to_code = loader.get_code, loader.source_to_code
    prefix = os.path.join(os.path.abspath(folder), "")

    def is_ours(path):
        return path.startswith(prefix) and "site-packages" not in path

    def get_code(self, fullname):
        path = os.path.abspath(self.path)
        if not is_ours(path):
            return original(self, fullname)
        with io.open_code(path) as file:
            code = compile_program(file.read(), path)
        if detail != "nothing":
            file_id = new("files") - 1
            paths[path] = file_id
            tell(None, None, "module_loaded", number(file_id) + text(path[len(prefix):]))
            watch(code, file_id)
        return code

    loader.get_code = get_code


def greet_thread(state):
    """A thread of the program tells of its first event."""
    import threading

    state.quiet += 1
    try:
        name = threading.current_thread().name
    finally:
        state.quiet -= 1
    tell(None, None, "thread_started", text(name))
    watch_greenlets()


def python_name():
    return f"{'.'.join(map(str, sys.version_info[:3]))} ({sys.implementation.name.replace('cpython', 'CPython')})"


def last_traceback(error):
    import traceback

    return "".join(traceback.format_exception(type(error), error, error.__traceback__))


def serve(shared):
    """Serves one run to its end; gives its exit status."""
    global teller, clock, detail
    requests, replies = take_streams()
    teller = Teller(requests, replies)
    teller.write(hello())
    if teller.next_request() != ("hello", PROTOCOL_VERSION):
        exit_raw(125)
    request = teller.next_request()
    if request[0] != "start":
        exit_raw(125)
    program = request[1]
    limits(program)
    clock = ProgramClock(program["clock"])
    detail = program["detail"]
    thread()
    if program["stepping"]:
        teller.stepping = ("stop",), frozenset()
    return run(program, shared)


def run(program, shared):
    path = program["file"]
    folder = os.path.dirname(path) or "."
    sys.argv[:] = [path, *program["args"]]
    # As `python FILE` has it.
    sys.path[0] = os.path.realpath(folder) if VERSION >= (3, 11) or True else folder
    main_module = types.ModuleType("__main__")
    main_module.__dict__.update(__file__=path, __cached__=None, __builtins__=builtins, __annotations__={})
    sys.modules["__main__"] = main_module
    sys.dont_write_bytecode = True
    traced = detail != "nothing"
    try:
        code = compile_program(program["source"], path) if traced else compile(
            program["source"], path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        error.__traceback__ = None
        teller.send(unparsable(last_traceback(error)))
        return 2
    install_streams()
    install_exit()
    os.register_at_fork(after_in_child=forked)
    _thread.start_new_thread(serve_side, (teller.requests,))
    tell(None, None, "program_started", b"".join((
        number(TRACE_VERSION), text(path), text(python_name()), CLOCKS[program["clock"]])))
    if traced:
        builtins.__dict__.update(WRAPPERS)
        sys.modules.pop("asyncio", None)
        if "_asyncio" not in sys.modules:
            sys.modules["_asyncio"] = None
        when_imported("asyncio", python_asyncio)
        when_imported("greenlet", watch_greenlets)
        run_shared(shared, program)
        start_listening()
        paths[path] = new("files") - 1
        watch(code, paths[path])
        replace_methods()
        follow_modules(folder)
    elif program["clock"] == "virtual":
        run_shared({"clock": shared["clock"]}, program)
    return ended(execute, code, main_module)


def run_shared(shared, program):
    """The files that both engines share, each in a namespace of its own."""
    Native.virtual = program["clock"] == "virtual"
    Native.session = False
    if Native.virtual:
        run_own(shared["clock"])
    else:
        sys.modules["time"].sleep = virtual_sleep(sys.modules["time"].sleep)
    if "asyncio" in shared:
        run_own(shared["asyncio"])
        if program["legacy"]:
            run_own(shared["legacy"])


def run_own(source):
    exec(compile(source, OWN_CODE, "exec", dont_inherit=True), {"native": native, "__name__": OWN_CODE})


def execute(code, main_module):
    clock.start()
    exec(code, main_module.__dict__)


MAIN = execute.__code__


def ended(body, *arguments):
    """Runs a program and tells how it ended, with what Python prints of that; gives its exit status."""
    outcome, exception, status = "ok", None, 0
    try:
        body(*arguments)
    except SystemExit as error:
        finish_events()
        outcome, status = "exit", exit_status(error)
    except BaseException as error:
        finish_events()
        strip(error)
        exception = shown(error)
        tell(None, None, "uncaught", text(exception))
        status = 130 if isinstance(error, KeyboardInterrupt) else 1
        outcome = "interrupted" if status == 130 else "exception"
        print_exception(error)
    else:
        finish_events()
    sys.stdout.flush()
    atexit_and_threads()
    teller_end(outcome, exception, status)
    return status


def finish_events():
    reconcile()
    settle_clause()


def exit_status(error):
    """The exit status of a SystemExit (`handle_system_exit` of CPython's Python/pythonrun.c)."""
    code = error.code
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF
    print(code, file=sys.stderr)
    return 1


def print_exception(error):
    sys.last_type, sys.last_value, sys.last_traceback = type(error), error, error.__traceback__
    try:
        sys.excepthook(type(error), error, error.__traceback__)
    except BaseException as other:
        strip(other)
        print("Error in sys.excepthook:", file=sys.stderr)
        sys.__excepthook__(type(other), other, other.__traceback__)


def atexit_and_threads():
    """The interpreter's own end is part of the program's: threads are joined, exit functions run, objects dropped."""
    import atexit

    threading = sys.modules.get("threading")
    try:
        if threading is not None:
            threading._shutdown()
    except BaseException as error:
        print_exception(error)
    atexit._run_exitfuncs()
    namespace = sys.modules["__main__"].__dict__
    # As `finalize_modules` of CPython's Python/pylifecycle.c: names with one underscore first, then the others.
    for is_private in (True, False):
        for name in list(namespace):
            if name.startswith("_") is is_private and not name.startswith("__"):
                namespace[name] = None
    import gc

    gc.collect()
    finish_events()


def teller_end(outcome, exception, status):
    drain_past_python()
    teller.end(ending(outcome, exception, status))


def begin(shared):
    """What the tool's first lines call."""
    exit_raw(serve(dict(zip(("clock", "asyncio", "legacy"), shared))))
