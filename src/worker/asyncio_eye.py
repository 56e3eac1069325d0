"""The eye on asyncio: what its loop, handles, tasks and futures do, told to the tracer.

asyncio's own source runs unchanged. `native.around(class, name, before, after)` puts a native method in front of one
of its methods: it calls `before(self, *args)`, the original, then `after(result, self, *args)`, adds no frame to any
traceback, and nothing inside the two is traced. Ids are small numbers by the identity of the object; objects told of
once are forgotten when they can no longer be met.
"""

import sys


class Numbers:
    """Numbers objects from 1 in the order they are met."""

    def __init__(self):
        self._numbers = {}
        self._count = 0

    def known(self, thing):
        return self._numbers.get(id(thing))

    def new(self, thing):
        self._count += 1
        self._numbers[id(thing)] = self._count
        return self._count

    def forget(self, thing):
        self._numbers.pop(id(thing), None)


class Turn:
    """The turn of the loop that a thread is in."""

    def __init__(self):
        self.number = {}
        self.loop = None
        self.fresh = False
        self.task = None
        self.how = None
        self.pending = False


loops, tasks, futures, handles = Numbers(), Numbers(), Numbers(), Numbers()
labels = {}
sleeps = {}
done = set()
turns = {}


def turn():
    ident = native.thread()
    if ident not in turns:
        turns[ident] = Turn()
    return turns[ident]


def on_our_clock(when, loop):
    """A moment of the loop's clock on the program's clock."""
    return native.now() + (when - loop.time())


def loop_number(loop):
    return loops.known(loop) or loops.new(loop)


def name_of(callback):
    """A callback as people call it."""
    task = native.task_of(callback)
    if task is not None:
        return task.get_name()
    while hasattr(callback, "func"):
        inner = callback.func
        # What asyncio.to_thread gives to the executor is the function inside a context.
        runs_in_context = getattr(inner, "__qualname__", None) == "Context.run" and callback.args
        callback = callback.args[0] if runs_in_context else inner
    name = getattr(callback, "__qualname__", None) or getattr(callback, "__name__", None)
    return name if isinstance(name, str) else type(callback).__qualname__


def task_number(task):
    number = tasks.known(task)
    if number is None:
        number = tasks.new(task)
        native.task_created(number, task, task.get_name(), task.get_coro())
    return number


def future_number(future):
    number = futures.known(future)
    if number is None:
        number = futures.new(future)
        native.future_created(number, future, labels.get(id(future), "Future"))
    return number


def target(thing):
    """A task or future as a pair of its kind and number."""
    if isinstance(thing, asyncio.Task):
        return ("task", task_number(thing))
    return ("future", future_number(thing))


def resolution(thing):
    """How a task or future was resolved, and the value or exception itself; asking counts as no retrieval."""
    if thing.cancelled():
        return ("cancelled", None)
    exception = thing._exception
    if exception is not None:
        return ("exception", exception)
    return ("result", thing._result)


def tell_done(task):
    number = task_number(task)
    if number not in done:
        done.add(number)
        native.task_done(number, *resolution(task))


# Loops.


def run_forever_before(loop):
    native.loop("started", loop_number(loop))


def run_forever_after(result, loop):
    native.loop("stopped", loop_number(loop))


def close_before(loop):
    if not loop.is_closed():
        native.loop("closed", loop_number(loop))


def run_once_before(loop):
    now = turn()
    now.loop = loop
    now.fresh = True


def tell_turn(now, first):
    loop = now.loop
    number = now.number[loop] = now.number.get(loop, 0) + 1
    ready = [first] + [handle for handle in loop._ready if not handle._cancelled]
    for handle in ready:
        if isinstance(handle, asyncio.TimerHandle):
            native.timer_fired(handle_number(handle), on_our_clock(handle._when, loop))
    native.iteration(loop_number(loop), number, [handle_number(handle) for handle in ready], len(loop._scheduled))


# Handles.


def handle_number(handle):
    number = handles.known(handle)
    if number is None:
        # Scheduled before the eye was there, or by code that goes around the loop's own methods.
        tell_scheduled(handle, "soon", None)
        number = handles.known(handle)
    return number


def tell_scheduled(handle, how, when):
    callback, args = handle._callback, handle._args
    task, woken = native.task_of(callback), None
    if task is not None:
        if turn().task is not None and turn().task.done():
            tell_done(turn().task)
        if args:
            woken = target(args[0])
        task = task_number(task)
    elif args and how in ("later", "at") and isinstance(args[0], asyncio.Future):
        sleeps[id(args[0])] = when
    number = handles.new(handle)
    if woken is not None:
        native.task_woken(task, woken)
    native.scheduled(number, how, name_of(callback), task, when)


def call_soon_after(handle, loop, callback, *args, context=None):
    tell_scheduled(handle, "soon", None)


def call_soon_threadsafe_after(handle, loop, callback, *args, context=None):
    tell_scheduled(handle, "threadsafe", None)


def call_later_before(loop, *args, **kwargs):
    turn().how = "later"


def call_at_after(handle, loop, when, *args, **kwargs):
    now = turn()
    how, now.how = now.how or "at", None
    tell_scheduled(handle, how, on_our_clock(when, loop))


def cancel_handle_before(handle):
    if not handle._cancelled and handles.known(handle):
        native.handle_cancelled(handles.known(handle))
        handles.forget(handle)


def run_handle_before(handle):
    now = turn()
    if now.fresh and now.loop is handle._loop:
        now.fresh = False
        tell_turn(now, handle)
    callback = handle._callback
    task = native.task_of(callback)
    native.handle_run(handle_number(handle), name_of(callback))
    handles.forget(handle)
    if task is not None:
        now.task = task
        if not task.done():
            native.task_step(task_number(task))
            native.enter(task_number(task))


def run_handle_after(result, handle):
    now = turn()
    task, now.task = now.task, None
    if task is None:
        return
    native.enter(None)
    if task.done():
        tell_done(task)
    else:
        native.task_waiting(task_number(task), *waiting(task))


# What a task waits for.


def library_coroutines(task):
    """The coroutines of the library between the task's last coroutine of the program and what it waits for."""
    found = []
    thing = task.get_coro()
    while thing is not None:
        code = None
        for prefix in ("cr_", "gi_", "ag_"):
            code = getattr(thing, prefix + "code", None)
            if code is not None:
                break
        else:
            break
        if native.is_program(code):
            found.clear()
        else:
            found.append((code.co_qualname, getattr(thing, prefix + "frame", None)))
        thing = getattr(thing, prefix + "yieldfrom" if prefix == "gi_" else prefix + "await", None)
    return found


def variable(frame, name):
    return frame.f_locals.get(name) if frame is not None else None


def members(things):
    return sorted(target(thing) for thing in things or () if isinstance(thing, asyncio.Future))


def waiting(task):
    """For what: a kind, a text, and the numbers that belong to it."""
    future = task._fut_waiter
    if future is None:
        return ("turn", "", [])
    if isinstance(future, asyncio.Task):
        return ("task", "", [target(future)])
    if id(future) in sleeps:
        return ("sleep", repr(float(sleeps[id(future)])), [])
    children = getattr(future, "_children", None)
    if children is not None:
        return ("group", "gather", members(children))
    for name, frame in library_coroutines(task):
        if name in ("wait", "_wait"):
            return ("group", "wait", members(variable(frame, "fs")))
        if name == "TaskGroup.__aexit__":
            group = variable(frame, "self")
            return ("group", "TaskGroup", members(getattr(group, "_tasks", ())))
        if name.startswith("_AsCompletedIterator"):
            iterator = variable(frame, "self")
            return ("group", "as_completed", members(getattr(iterator, "_todo", ())))
        if name not in ("sleep", "wait_for"):
            labels.setdefault(id(future), name)
            break
    return ("future", labels.get(id(future), "Future"), [target(future)])


# Tasks and futures.


def cancel_task_before(task, msg=None):
    if not task.done():
        native.cancel_requested(task_number(task), msg)


def future_made(future):
    native.forget(future)
    futures.forget(future)
    tasks.forget(future)
    labels.pop(id(future), None)
    sleeps.pop(id(future), None)
    if not isinstance(future, asyncio.Task) and native.made_by_program():
        future_number(future)


def resolve_before(future, *args, **kwargs):
    turn().pending = not future.done()


def resolve_after(result, future, *args, **kwargs):
    now = turn()
    pending, now.pending = now.pending, False
    if pending and future.done() and futures.known(future):
        native.future_done(futures.known(future), *resolution(future))


def add_done_callback_before(future, callback, *args, **kwargs):
    if native.called_by_program():
        native.callback_added(target(future), name_of(callback))


def run_in_executor_after(future, loop, executor, function, *args):
    labels[id(future)] = "run_in_executor"
    name = "default executor" if executor is None else type(executor).__name__
    native.submitted(name, name_of(function), future_number(future))


def install():
    global asyncio
    asyncio = sys.modules["asyncio"]
    loop = asyncio.BaseEventLoop
    around = native.around
    around(loop, "run_forever", run_forever_before, run_forever_after)
    around(loop, "close", close_before, None)
    around(loop, "_run_once", run_once_before, None)
    around(loop, "call_soon", None, call_soon_after)
    around(loop, "call_soon_threadsafe", None, call_soon_threadsafe_after)
    around(loop, "call_later", call_later_before, None)
    around(loop, "call_at", None, call_at_after)
    around(loop, "run_in_executor", None, run_in_executor_after)
    around(asyncio.Handle, "cancel", cancel_handle_before, None)
    around(asyncio.Handle, "_run", run_handle_before, run_handle_after)
    around(asyncio.Task, "cancel", cancel_task_before, None)
    around(asyncio.Task, "add_done_callback", add_done_callback_before, None)
    around(asyncio.Future, "add_done_callback", add_done_callback_before, None)
    for name in ("set_result", "set_exception", "cancel"):
        around(asyncio.Future, name, resolve_before, resolve_after)
    native.on_init(asyncio.Future, future_made)
    native.on_init(asyncio.Task, future_made)


def blocked(seconds):
    """A blocking sleep ended: who could have run meanwhile, where a loop runs on this thread; None otherwise."""
    running = asyncio._get_running_loop()
    if running is None:
        return None
    return [name_of(handle._callback) for handle in running._ready if not handle._cancelled]


def pending():
    """The tasks that will never be woken, for a deadlock's note."""
    running = asyncio._get_running_loop()
    tasks = sorted(asyncio.all_tasks(running), key=task_number)
    return [[task.get_name(), in_words(*waiting(task))] for task in tasks if not task.done()]


def in_words(kind, label, members):
    names = ", ".join(f"Task {number}" if kind == "task" else f"future#{number}" for kind, number in members)
    return f"{label} of {names}" if kind == "group" else names or label or kind


native.eye(blocked, pending)
native.when_imported("asyncio", install)
