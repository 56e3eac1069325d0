"""The Python side of a session at the prompt: its event loop, what it awaits at the top, and errors.

Run once in a namespace of its own, before the first entry. `native` holds the functions the Rust side gives.
"""

import builtins
import keyword
import math
import re
import sys

import _sitebuiltins

main = sys.modules["__main__"].__dict__
# The session's event loop: there as soon as asyncio is imported, and running whenever Python runs here, as under
# `python -m asyncio`.
loop = None
asyncio = None
# Whether asyncio.run and its like let the session's loop step aside, for each call under way.
aside = []
# The code and text of each entry, until linecache can be told of it.
entries = []
# How often an entry that nothing can wake is cancelled before it is left to itself.
PATIENCE = 3
# The longest wait at once, in seconds; a system's call counts milliseconds in 31 bits.
LONGEST = 86400


def install_names():
    """What Python's own prompt gives: help, exit, quit and the rest; and no folder but the current one."""
    for name in ("quit", "exit"):
        setattr(builtins, name, _sitebuiltins.Quitter(name, "Ctrl-D (i.e. EOF)"))
    builtins.help = _sitebuiltins._Helper()
    sys.argv = [""]
    sys.path.insert(0, "")
    sys.ps1, sys.ps2 = ">>> ", "... "
    for name in ("__file__", "__cached__"):
        main.pop(name, None)


def compile_line(source, name, flags):
    """Several statements as one interactive line, wherever their line breaks are."""
    import ast

    tree = compile(source, name, "exec", flags | ast.PyCF_ONLY_AST)
    return compile(ast.Interactive(tree.body), name, "single", flags)


# Source lines for tracebacks and warnings.


def remember(code, source):
    # Each entry is a file of its own: what was warned of in another one counts for nothing.
    main.pop("__warningregistry__", None)
    entries.append((code, source))
    if "linecache" in sys.modules:
        tell_linecache()


def tell_linecache():
    linecache = sys.modules["linecache"]
    while entries:
        code, source = entries.pop(0)
        name = code.co_filename
        linecache._register_code(code, source, name)
        linecache.cache[name] = len(source), None, source.splitlines(True), name


# The event loop.


def open_loop():
    global asyncio, loop
    asyncio = sys.modules["asyncio"]
    if loop is None:
        for owner, names in ((asyncio.Runner, ["run", "close"]), (asyncio.BaseEventLoop, ["run_until_complete", "run_forever"])):
            for name in names:
                native.around(owner, name, step_aside, step_back)
        install_run()
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        loop._run_forever_setup()
        if hasattr(native, "loop_begins"):
            native.loop_begins(loop)


def install_run():
    """asyncio.run looks for a running loop itself, before its Runner does."""

    class Events:
        @staticmethod
        def _get_running_loop():
            return None if may_step_aside() else asyncio._get_running_loop()

    original = asyncio.run
    run = function(original.__code__, {**original.__globals__, "events": Events}, argdefs=original.__defaults__)
    for name in ("__kwdefaults__", "__doc__", "__module__", "__qualname__"):
        setattr(run, name, getattr(original, name))
    asyncio.run = asyncio.runners.run = run


def may_step_aside():
    """An entry may run a loop of its own, as long as no task of the session's loop is running it."""
    return asyncio._get_running_loop() is loop and asyncio.current_task(loop) is None


def step_aside(*args, **kwargs):
    steps = may_step_aside() and args[0] is not loop
    aside.append(steps)
    if steps:
        asyncio._set_running_loop(None)


def step_back(*args, **kwargs):
    if aside.pop():
        asyncio._set_running_loop(loop)


def wait(code):
    """Runs an entry with an `await` at its top: the loop goes on until it has ended. Gives its exception, or None."""
    task = None
    try:
        import asyncio

        task = loop.create_task(function(code, main)())
        end = drive(task)
    except BaseException as exception:
        # Ctrl-C before the loop began, or after it.
        if task is not None and not task.done():
            task.cancel()
        end = exception
    return end


def drive(task):
    """Runs the loop until a task is done. Gives the exception it ended with, or what ended the wait."""
    broken, deadlocks = None, 0
    while not task.done():
        loop._stopping = False
        try:
            loop._run_once()
        except SystemExit as exception:
            if task.done() and not task.cancelled():
                # It is told by the end of the session: nobody has to ask for it.
                task.exception()
            return exception
        except (KeyboardInterrupt, RuntimeError) as exception:
            # A RuntimeError means that nothing can wake the loop any more. Whoever waits at the prompt is told, the
            # others stay as they are.
            deadlocks += isinstance(exception, RuntimeError)
            broken = exception.with_traceback(None)
            if deadlocks > PATIENCE:
                return broken
            task.cancel()
    if task.cancelled():
        if broken is not None:
            return broken
        try:
            task.result()
        except BaseException as exception:
            return exception
    return task.exception() or broken


def turn():
    """One turn of the loop that waits for nothing. Gives the exception that ends the session or the turn, or None."""
    if loop is None:
        return None
    loop._stopping = True
    try:
        loop._run_once()
    except BaseException as exception:
        return exception
    finally:
        loop._stopping = False
    return None


def due():
    """In how many seconds the loop has something to do; None where nothing is planned."""
    if loop is None:
        return None
    if loop._ready:
        return 0.0
    while loop._scheduled and loop._scheduled[0]._cancelled:
        # The loop itself takes cancelled timers out in its next turn.
        return 0.0
    if loop._scheduled:
        return max(0.0, loop._scheduled[0]._when - loop.time())
    return None


def doze(seconds, requests):
    """Waits for so many seconds, or until there is a request, or something from outside for the loop."""
    import select

    poller = select.poll()
    if requests is not None:
        poller.register(requests, select.POLLIN)
    if hasattr(loop, "_selector"):
        poller.register(loop._selector.fileno(), select.POLLIN)
    poller.poll(None if seconds is None else math.ceil(min(seconds, LONGEST) * 1000))


# Errors.


def mend_syntax_error(exception, source):
    """Errors of the interpreter's compiler know their place, but not the text of the line as those of its parser do."""
    if isinstance(exception, SyntaxError) and exception.text is None and exception.lineno:
        lines = source.splitlines()
        if exception.lineno <= len(lines):
            exception.text = lines[exception.lineno - 1] + "\n"
    if isinstance(exception, IndentationError) and exception.msg == "unexpected indentation" and exception.text:
        # As CPython words it, and without a mark.
        exception.msg, exception.args = "unexpected indent", ("unexpected indent", *exception.args[1:])
        exception.offset = len(exception.text) - len(exception.text.lstrip())


def report(exception):
    """Prints an exception as Python does at its prompt; gives its class, its text and what was printed."""
    # Only the frames of the entry's own code and what it called.
    frames = exception.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename == own_code:
        frames = frames.tb_next
    exception.__traceback__ = frames
    sys.last_exc = sys.last_value = exception
    sys.last_type = type(exception)
    sys.last_traceback = exception.__traceback__
    kind = type(exception)
    name = kind.__qualname__
    if kind.__module__ not in ("builtins", "__main__"):
        name = f"{kind.__module__}.{name}"
    try:
        text = str(exception)
    except Exception:
        text = "<exception str() failed>"
    printed = formatted(exception)
    if sys.excepthook is sys.__excepthook__:
        sys.stderr.write(printed)
    else:
        hooked(exception)
    return name, text, printed


def warm_up():
    """Loads what the first error would have to wait for."""
    import io, traceback


def formatted(exception):
    import io
    import traceback

    file = io.StringIO()
    told = traceback.TracebackException.from_exception(exception, limit=traceback.BUILTIN_EXCEPTION_LIMIT, compact=True)
    leave_out_own_frames(told)
    told.print(file=file)
    return file.getvalue()


def leave_out_own_frames(told):
    """What the session itself does is none of the learner's business."""
    seen, rest = set(), [told]
    while rest:
        told = rest.pop()
        if told is None or id(told) in seen:
            continue
        seen.add(id(told))
        if told.stack is not None:
            told.stack[:] = [frame for frame in told.stack if frame.filename != own_code]
        rest += [told.__cause__, told.__context__, *(told.exceptions or [])]


def hooked(exception):
    try:
        sys.excepthook(type(exception), exception, exception.__traceback__)
    except Exception as failure:
        sys.stderr.write("Error in sys.excepthook:\n")
        sys.stderr.write(formatted(failure))
        sys.stderr.write("\nOriginal exception was:\n")
        sys.stderr.write(formatted(exception))


own_code = (lambda: 0).__code__.co_filename
function = type(install_names)
install_names()
native.when_imported("linecache", tell_linecache)
native.when_imported("asyncio", open_loop)
native.serve(globals())
