"""Hooks on asyncio: what its loop, handles, tasks and futures do, told to the tracer.

asyncio's own source runs unchanged. `native.around(class, name, before, after)` puts a native method in front of one
of its methods: it calls `before(self, *args)`, the original, then `after(result, self, *args)`, adds no frame to any
traceback, and nothing inside the two is traced. Ids are small numbers by the identity of the object; objects told of
once are forgotten when they can no longer be met.
"""

import _thread
import sys


# Held while a thing gets its number and is told of, which another thread may be about to do too.
telling = _thread.RLock()


class Numbers:
    """Numbers objects from 1 in the order they are met."""

    def __init__(self):
        self._numbers = {}
        self._count = 0

    def known(self, thing):
        # Nobody tells when a thing dies, and another kind of thing may get its address.
        kind, number = self._numbers.get(id(thing), (None, None))
        return number if kind is type(thing) else None

    def new(self, thing):
        with telling:
            self._count += 1
            self._numbers[id(thing)] = (type(thing), self._count)
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
        self.started = []
        self.inside = []
        self.cancelling = []


loops, tasks, futures, handles = Numbers(), Numbers(), Numbers(), Numbers()
# By the identity of a future: what it stands for, until when it sleeps, what it shields.
labels = {}
sleeps = {}
shields = {}
# By the identity of a lock: the number of the task that holds it.
holders = {}
# By the number of a task: what it waits for, and its timeouts as handle and time.
waits = {}
timeouts = {}
done = set()
turns = {}
# How many tasks were made without a name: asyncio counts them to name the next one.
unnamed = 0


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


def unwrapped(callback):
    """The function inside of partials."""
    while hasattr(callback, "func"):
        inner = callback.func
        # What asyncio.to_thread gives to the executor is the function inside a context.
        runs_in_context = getattr(inner, "__qualname__", None) == "Context.run" and callback.args
        callback = callback.args[0] if runs_in_context else inner
    return callback


def name_of(callback):
    """A callback as people call it."""
    task = native.task_of(callback)
    if task is not None:
        return task.get_name()
    callback = unwrapped(callback)
    name = getattr(callback, "__qualname__", None) or getattr(callback, "__name__", None)
    return name if isinstance(name, str) else type(callback).__qualname__


# By the identity of a code object: its qualified name, where the code does not know it (before Python 3.11).
qualified_names = {}


def qualified(code):
    """The name of a code object with those of the classes and functions around it."""
    name = getattr(code, "co_qualname", None)
    if name is None:
        name = qualified_names.get(id(code), code.co_name)
    return name


def learn_names(namespace, module):
    """Notes the qualified names of the functions of a module, and of those inside of them."""
    for thing in list(namespace.values()):
        thing = getattr(thing, "__func__", thing)
        if getattr(thing, "__module__", None) != module:
            continue
        if isinstance(thing, type):
            learn_names(vars(thing), module)
        elif hasattr(thing, "__code__"):
            learn_inner(thing.__code__, thing.__qualname__)


def learn_inner(code, name):
    qualified_names[id(code)] = name
    for constant in code.co_consts:
        if hasattr(constant, "co_code"):
            learn_inner(constant, f"{name}.<locals>.{constant.co_name}")


def inside(coro):
    """The generator of an old tutorial inside the coroutine that drives it for `--legacy`, or the coroutine itself."""
    code = getattr(coro, "cr_code", None)
    if code is not None and qualified(code) == "as_coroutine.<locals>.drive" and coro.cr_frame is not None:
        return coro.cr_frame.f_locals.get("thing", coro)
    return coro


def task_number(task):
    number = tasks.known(task)
    if number is None:
        number = tasks.new(task)
        coro = task.get_coro()
        native.task_created(number, task, task.get_name(), inside(coro), maker(coro))
    return number


# What asyncio.run runs for itself before it closes its loop.
SHUTDOWN = ("BaseEventLoop.shutdown_asyncgens", "BaseEventLoop.shutdown_default_executor")


def maker(coro):
    """asyncio.run, where a task is its own; None for whoever runs."""
    code = getattr(coro, "cr_code", None)
    if code is not None and qualified(code) in SHUTDOWN:
        frame = sys._getframe(1)
        while frame is not None:
            if qualified(frame.f_code) == "Runner.close":
                return ("other", "asyncio.run")
            frame = frame.f_back
    return None


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
        waits.pop(number, None)
        timeouts.pop(number, None)
        how, value = resolution(task)
        native.task_done(number, how, value)
        if how == "result" and hasattr(task, "cancelling") and task.cancelling():
            native.cancel_swallowed(task.get_name())


# Loops.


def run_forever_before(loop):
    can_start = not loop.is_closed() and not loop.is_running() and asyncio._get_running_loop() is None
    turn().started.append(can_start)
    if can_start:
        native.loop("started", loop_number(loop))


def run_forever_after(result, loop):
    if turn().started.pop():
        native.loop("stopped", loop_number(loop))


def close_before(loop):
    if not loop.is_closed() and not loop.is_running():
        native.loop("closed", loop_number(loop))
        loops.forget(loop)
        turn().number.pop(loop, None)


def complaint_before(loop, context):
    """What Python says on stderr about what was left behind, as a note."""
    message = str(context.get("message") or "Unhandled exception in event loop")
    thing = context.get("task") or context.get("future")
    about = None
    if isinstance(thing, asyncio.Future):
        message, about = message.rstrip("!"), name_of_future(thing)
    native.complaint(message, about, context.get("exception"))


def shutdown_asyncgens_before(loop):
    names = sorted(native.name(generator) or native.safe_repr(generator) for generator in loop._asyncgens)
    if names:
        native.asyncgens_closed(names)


def finalizer_before(loop, generator):
    native.asyncgen_finalised(native.name(generator) or native.safe_repr(generator))


def run_once_before(loop):
    now = turn()
    now.loop = loop
    now.fresh = True


def tell_turn(now, first):
    loop = now.loop
    number = now.number[loop] = now.number.get(loop, 0) + 1
    ready = [first] + waiting_in(loop)
    for handle in ready:
        if isinstance(handle, asyncio.TimerHandle):
            native.timer_fired(handle_number(handle), on_our_clock(handle._when, loop))
    native.iteration(loop_number(loop), number, [handle_number(handle) for handle in ready], len(loop._scheduled))


# Handles.


def waiting_in(loop):
    """The handles in the ready queue, to which other threads add at any moment."""
    while True:
        try:
            return [handle for handle in loop._ready if not handle._cancelled]
        except RuntimeError:
            pass


def handle_number(handle):
    with telling:
        number = handles.known(handle)
        if number is None:
            # Scheduled before the hooks were there, by code that goes around the loop's own methods, or just now by a thread
            # that has not come to tell of it.
            tell_scheduled(handle, "threadsafe" if id(handle._loop) in crossing else "soon", None)
            number = handles.known(handle)
        return number


def tell_scheduled(handle, how, when):
    callback, args = handle._callback, handle._args
    task, woken, purpose = native.task_of(callback), None, None
    if task is not None:
        if turn().task is not None and turn().task.done():
            tell_done(turn().task)
        if args and not isinstance(args[0], native.Refusal):
            woken = waker(task, args[0])
        task = task_number(task)
    else:
        purpose = purpose_of(callback, args, how)
    number = handles.new(handle)
    if woken is not None:
        native.task_woken(task, woken)
    word, about = purpose or (None, [])
    if word == "sleep":
        sleeps[id(args[0])] = when
    elif word == "timeout":
        timeouts.setdefault(about[0][1], {})[number] = when
    native.scheduled(number, how, name_of(callback), task, when, word, about)


def waker(task, future):
    """What a task waited for: a task, a future the trace knows, or a word."""
    if isinstance(future, asyncio.Task):
        return target(future)
    sleeps.pop(id(future), None)
    if future.cancelled():
        return ("cancel", None)
    if futures.known(future):
        return ("future", futures.known(future))
    kind, label = waits.get(tasks.known(task), ("future", ""))
    if kind == "sleep":
        return ("sleep", None)
    if kind == "group":
        return ("other", label)
    return target(future)


# The callbacks that asyncio puts into the loop for itself, by their names, and what they are for.
PURPOSES = {
    "_run_until_complete_cb": "run_until_complete",
    "gather.<locals>._done_callback": "gather",
    "TaskGroup._on_task_done": "task_group",
    "shield.<locals>._clear_awaited_by_callback": "shield",
    "shield.<locals>._inner_done_callback": "shield",
    "shield.<locals>._outer_done_callback": "shield",
    "_log_on_exception": "shield",
    "_AsCompletedIterator._handle_completion": "as_completed",
    "_AsCompletedIterator._handle_timeout": "as_completed_timeout",
    "_wait.<locals>._on_completion": "wait",
    "_chain_future.<locals>._set_state": "executor",
    "_chain_future.<locals>._call_set_state": "executor",
    "_chain_future.<locals>._call_check_cancel": "executor",
    "_set_state": "executor",
    "BaseSelectorEventLoop._read_from_self": "wake_up",
}


def purpose_of(callback, args, how):
    """What a callback is for, and the tasks and futures it is about; None for a plain one of the program's."""
    callback = unwrapped(callback)
    module = getattr(getattr(callback, "__func__", callback), "__module__", None)
    first = args[0] if args and isinstance(args[0], asyncio.Future) else None
    about = [target(first)] if isinstance(first, asyncio.Task) else []
    if not isinstance(module, str) or module.partition(".")[0] not in ("asyncio", "concurrent"):
        if first is None or how not in ("soon", "threadsafe") or not first.done():
            return None
        if futures.known(first):
            about = [("future", futures.known(first))]
        return ("callback", about)
    name = getattr(callback, "__qualname__", None) or type(callback).__qualname__
    if name == "_set_result_unless_cancelled":
        if how not in ("later", "at"):
            return ("io", [])
        task = asyncio.current_task()
        return ("sleep", [target(task)] if task is not None else [])
    if name == "Timeout._on_timeout":
        return ("timeout", [target(callback.__self__._task)])
    if name == "_release_waiter":
        return ("wait_timeout", []) if how in ("later", "at") else ("cancellation", about)
    return (PURPOSES.get(name, name), about)


def call_soon_after(handle, loop, callback, *args, context=None):
    tell_scheduled(handle, "soon", None)


# The identities of the loops that other threads are handing a callback to, once for each; and the handles that such a
# loop has run meanwhile.
crossing = []
run_ahead = []


def call_soon_threadsafe_before(loop, *args, **kwargs):
    with telling:
        crossing.append(id(loop))


def call_soon_threadsafe_after(handle, loop, callback, *args, context=None):
    with telling:
        crossing.remove(id(loop))
        # The loop may have been quicker and have told of it, or even have run it.
        has_run = any(other is handle for other in run_ahead)
        if not has_run and handles.known(handle) is None:
            tell_scheduled(handle, "threadsafe", None)
        if id(loop) not in crossing:
            run_ahead[:] = [other for other in run_ahead if other._loop is not loop]


def call_later_before(loop, *args, **kwargs):
    turn().how = "later"


def call_at_after(handle, loop, when, *args, **kwargs):
    now = turn()
    how, now.how = now.how or "at", None
    tell_scheduled(handle, how, on_our_clock(when, loop))


def cancel_handle_before(handle):
    if not handle._cancelled and handles.known(handle):
        forget_timeout(handle)
        native.handle_cancelled(handles.known(handle))
        handles.forget(handle)


def forget_timeout(handle):
    callback = handle._callback
    if timeouts and getattr(callback, "__name__", None) == "_on_timeout":
        task = tasks.known(getattr(callback.__self__, "_task", None))
        timeouts.get(task, {}).pop(handles.known(handle), None)


def run_handle_before(handle):
    now = turn()
    if now.fresh and now.loop is handle._loop:
        now.fresh = False
        tell_turn(now, handle)
    callback = handle._callback
    task = native.task_of(callback)
    native.handle_run(handle_number(handle), name_of(callback))
    forget_timeout(handle)
    if crossing:
        with telling:
            if id(handle._loop) in crossing:
                run_ahead.append(handle)
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
        tell_waiting(task)


def tell_waiting(task):
    number = task_number(task)
    kind, label, about = waiting(task)
    waits[number] = (kind, label)
    deadline = min(timeouts.get(number, {}).values(), default=None)
    thing = primitive_of(task) if kind in ("lock", "future") else None
    if kind == "future" and thing is None and task._fut_waiter is not None:
        name_future(task._fut_waiter)
    primitive = None if thing is None else tell_primitive(thing)
    native.task_waiting(number, kind, label, about, None if kind == "turn" else deadline, primitive)
