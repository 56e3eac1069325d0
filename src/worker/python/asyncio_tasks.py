"""What tasks wait for, in numbers and in words; tasks and futures themselves; and how the hooks are put in place.

The second part of `asyncio_hooks.py`, in the same namespace.
"""

# What a task waits for.


def code_of(thing):
    """The code and the frame of a coroutine or generator, and what it waits for; None for anything else."""
    for prefix in ("cr_", "gi_", "ag_"):
        code = getattr(thing, prefix + "code", None)
        if code is not None:
            inner = getattr(thing, prefix + "yieldfrom" if prefix == "gi_" else prefix + "await", None)
            return code, getattr(thing, prefix + "frame", None), inner
    return None


def inner_code_of(thing):
    """The same for what is awaited, where that is a step of an async generator: the generator's."""
    if type(thing).__name__ in ("async_generator_asend", "async_generator_athrow", "anext_awaitable"):
        thing = native.referent(thing)
    return code_of(thing)


def library_coroutines(task):
    """The coroutines of the library between the task's last coroutine of the program and what it waits for."""
    found = []
    parts = code_of(task.get_coro())
    while parts is not None:
        code, frame, inner = parts
        if native.is_program(code):
            found.clear()
        else:
            found.append((qualified(code), frame))
        parts = inner_code_of(inner)
    return found


def variable(frame, name):
    return frame.f_locals.get(name) if frame is not None else None


def members(things):
    return sorted(target(thing) for thing in things or () if isinstance(thing, asyncio.Future))


def group(name, frame):
    """The name and the members of what a coroutine of the library waits for all together; None for any other."""
    if name in ("wait", "_wait"):
        return ("wait", variable(frame, "fs"))
    if name == "TaskGroup.__aexit__":
        return ("TaskGroup", getattr(variable(frame, "self"), "_tasks", ()))
    if name.startswith("_AsCompletedIterator"):
        return ("as_completed", getattr(variable(frame, "self"), "_todo", ()))
    if name == "_cancel_and_wait":
        return ("cancellation", [variable(frame, "fut")])
    return None


def method_name(name, frame):
    """`Lock.acquire` for a coroutine of the library, by the class of the object it belongs to."""
    owner, dot, method = name.rpartition(".")
    if not dot or "<locals>" in owner:
        return f"asyncio.{method}"
    me = variable(frame, "self")
    if isinstance(me, asyncio.AbstractEventLoop):
        owner = "loop"
    elif me is not None:
        owner = type(me).__name__
    if name == "_ContextManagerMixin.__aenter__":
        method = "acquire"
    return f"{owner}.{method}"


def waiting(task):
    """For what: a kind, a text, and the numbers that belong to it."""
    future = task._fut_waiter
    if future is None or isinstance(future, native.Refusal):
        return ("turn", "", [])
    if isinstance(future, asyncio.Task):
        return ("task", "", [target(future)])
    if id(future) in sleeps:
        return ("sleep", repr(float(sleeps[id(future)])), [])
    children = getattr(future, "_children", None)
    if children is not None:
        return ("group", "gather", members(children))
    if id(future) in shields:
        return ("group", "shield", [shields[id(future)]])
    for name, frame in library_coroutines(task):
        together = group(name, frame)
        if together is not None:
            return ("group", together[0], members(together[1]))
        me = variable(frame, "self")
        holder = holder_of(me) if isinstance(me, LOCKS) and not name.endswith(".wait") else None
        if holder is not None:
            return ("lock", method_name(name, frame), [target(future), ("task", holder)])
        if name not in ("sleep", "wait_for"):
            labels.setdefault(id(future), method_name(name, frame))
            break
    return ("future", labels.get(id(future), "Future"), [target(future)])


# What is awaited: a name, or a word and its parts, which the tracer says in the learner's language.


def name_of_future(future):
    if isinstance(future, asyncio.Task):
        return future.get_name()
    children = getattr(future, "_children", None)
    if children is not None:
        return ("group", "gather", names_of(children))
    if id(future) in shields:
        return ("group", "shield", [named(shields[id(future)])])
    if futures.known(future):
        return f"future#{futures.known(future)}"
    return labels.get(id(future), "Future")


def named(pair):
    kind, number = pair
    if kind == "future" and number in future_names:
        return future_names[number]
    return next((task.get_name() for task in asyncio.all_tasks() if kind == "task" and tasks.known(task) == number),
                f"{kind}#{number}")


def names_of(things):
    ordered = sorted((target(thing), thing) for thing in things if isinstance(thing, asyncio.Future))
    return [name_of_future(thing) for _, thing in ordered]


def argument(thing):
    """An argument as people would write it."""
    if isinstance(thing, asyncio.Future):
        return name_of_future(thing)
    return native.name(thing) or describe(thing) or native.safe_repr(thing)


def describe(thing):
    """What is awaited, as people call it; None where its own text is as good."""
    if isinstance(thing, asyncio.Future):
        return name_of_future(thing)
    kind = type(thing).__name__
    if kind in ("async_generator_asend", "async_generator_athrow", "anext_awaitable"):
        name = native.name(native.referent(thing))
        return name and ("end" if kind.endswith("athrow") else "next", name)
    parts = code_of(thing)
    if parts is None:
        return None
    code, frame, _ = parts
    name = qualified(code)
    together = group(name, frame)
    if together is not None and together[1]:
        return ("group", together[0], names_of(together[1]))
    if name == "sleep":
        return f"asyncio.sleep({native.safe_repr(variable(frame, 'delay'))})"
    if name == "wait_for":
        timeout = native.safe_repr(variable(frame, "timeout"))
        return ("call", "asyncio.wait_for", [argument(variable(frame, "fut")), timeout])
    if name == "to_thread":
        return f"asyncio.to_thread({name_of(variable(frame, 'func'))})"
    module = frame.f_globals.get("__name__") if frame is not None else None
    if isinstance(module, str) and module.startswith("asyncio"):
        return f"{method_name(name, frame)}()"
    return None


# Tasks and futures.


def cancel_task_before(task, msg=None):
    now = turn()
    if task.done():
        if native.called_by_program():
            native.cancel_refused(task.get_name())
    else:
        native.cancel_requested(task_number(task), who_cancels(now, outer_frame()), msg)
    now.cancelling.append(task)


def cancel_task_after(result, task, *args, **kwargs):
    turn().cancelling.pop()


def outer_frame():
    """The innermost frame that is none of the hooks'."""
    frame = sys._getframe(1)
    while frame.f_code.co_filename == outer_frame.__code__.co_filename:
        frame = frame.f_back
    return frame


def who_cancels(now, frame):
    """Who of asyncio asks a task to end, or the task that passes its own cancellation on; None for whoever
    runs."""
    name = qualified(frame.f_code)
    if native.is_program(frame.f_code):
        return target(now.cancelling[-1]) if now.cancelling else None
    if name == "Timeout._on_timeout":
        return ("timeout", variable(frame, "self")._task.get_name())
    if name in ("TaskGroup._abort", "TaskGroup._on_task_done"):
        group, cause = variable(frame, "self"), None
        failed = frame if name.endswith("_on_task_done") else frame.f_back
        if qualified(failed.f_code) == "TaskGroup._on_task_done":
            cause = variable(failed, "task").get_name()
        return ("task_group", group._parent_task.get_name(), cause)
    if name == "_GatheringFuture.cancel":
        return ("other", "gather")
    if name == "_cancel_all_tasks":
        return ("other", "asyncio.run")
    if name == "Runner._on_sigint":
        return ("other", "Ctrl-C")
    if name == "_cancel_and_wait":
        return ("other", "asyncio.wait_for")
    if now.cancelling:
        return target(now.cancelling[-1])
    return None


def uncancel_before(task):
    if native.called_by_program():
        native.uncancelled(task.get_name(), max(task.cancelling() - 1, 0))


def renamed(result, task, name):
    if tasks.known(task):
        native.task_renamed(tasks.known(task), task, task.get_name())


def forget_future(future):
    native.forget(future)
    futures.forget(future)
    tasks.forget(future)
    labels.pop(id(future), None)
    sleeps.pop(id(future), None)
    shields.pop(id(future), None)


def future_before(future, *args, **kwargs):
    forget_future(future)
    if native.called_by_program():
        future_number(future)


def future_after(result, future, *args, **kwargs):
    pass


def task_before(task, coro=None, *, loop=None, name=None, eager_start=False, **kwargs):
    """An eager task runs to its first wait while it is made."""
    global unnamed
    forget_future(task)
    now = turn()
    unnamed += name is None and asyncio.iscoroutine(coro)
    running = asyncio._get_running_loop() if loop is None else loop
    if not eager_start or running is None or not running.is_running() or not asyncio.iscoroutine(coro):
        now.inside.append(None)
        return
    number = tasks.new(task)
    native.task_created(number, task, f"Task-{unnamed}" if name is None else str(name), coro, None)
    native.task_step(number)
    outer = next((other for other in reversed(now.inside) if other is not None), None)
    if outer is None and now.task is not None:
        outer = task_number(now.task)
    now.inside.append(number)
    native.enter(number)
    native.eager(number)


def task_after(result, task, *args, **kwargs):
    now = turn()
    number = now.inside.pop()
    if number is None:
        return
    outer = next((other for other in reversed(now.inside) if other is not None), None)
    if outer is None and now.task is not None:
        outer = task_number(now.task)
    if task.done():
        tell_done(task)
    else:
        tell_waiting(task)
    native.enter(outer)


def resolve_before(future, *args, **kwargs):
    turn().pending = not future.done()


def resolve_after(result, future, *args, **kwargs):
    now = turn()
    pending, now.pending = now.pending, False
    if pending and future.done() and futures.known(future):
        native.future_done(futures.known(future), *resolution(future))


def add_done_callback_before(future, callback, *args, **kwargs):
    if getattr(callback, "__qualname__", None) == "shield.<locals>._outer_done_callback":
        cells = dict(zip(callback.__code__.co_freevars, callback.__closure__))
        shields[id(future)] = target(cells["inner"].cell_contents)
    if native.called_by_program():
        native.callback_added(target(future), name_of(callback))


def run_in_executor_after(future, loop, executor, function, *args):
    labels[id(future)] = "run_in_executor"
    name = "default executor" if executor is None else type(executor).__name__
    native.submitted(name, name_of(function), future_number(future))


def install():
    global asyncio, LOCKS
    asyncio = sys.modules["asyncio"]
    LOCKS = (asyncio.Lock, asyncio.Condition)
    if not hasattr(install.__code__, "co_qualname"):
        for name, module in list(sys.modules.items()):
            if name.partition(".")[0] == "asyncio":
                learn_names(vars(module), name)
    loop = asyncio.BaseEventLoop
    around = native.around
    around(loop, "run_forever", run_forever_before, run_forever_after)
    around(loop, "close", close_before, None)
    around(loop, "_run_once", run_once_before, None)
    around(loop, "call_soon", None, call_soon_after)
    around(loop, "call_soon_threadsafe", call_soon_threadsafe_before, call_soon_threadsafe_after)
    around(loop, "call_later", call_later_before, None)
    around(loop, "call_at", None, call_at_after)
    around(loop, "run_in_executor", None, run_in_executor_after)
    around(asyncio.Handle, "cancel", cancel_handle_before, None)
    around(asyncio.Handle, "_run", run_handle_before, run_handle_after)
    around(loop, "call_exception_handler", complaint_before, None)
    around(loop, "shutdown_asyncgens", shutdown_asyncgens_before, None)
    around(loop, "_asyncgen_finalizer_hook", finalizer_before, None)
    around(asyncio.Task, "cancel", cancel_task_before, cancel_task_after)
    around(asyncio.Task, "uncancel", uncancel_before, None)
    around(asyncio.Task, "set_name", None, renamed)
    around(asyncio.Task, "add_done_callback", add_done_callback_before, None)
    around(asyncio.Future, "add_done_callback", add_done_callback_before, None)
    for name in ("set_result", "set_exception", "cancel"):
        around(asyncio.Future, name, resolve_before, resolve_after)
    native.around_init(asyncio.Future, future_before, future_after)
    native.around_init(asyncio.Task, task_before, task_after)
    install_primitives()
    native.watch_awaits(asyncio.Future)
    native.watch_awaits(asyncio.Task)


def blocked(seconds):
    """A blocking sleep ended: who could have run meanwhile, where a loop runs on this thread; None otherwise."""
    running = asyncio._get_running_loop()
    if running is None:
        return None
    return [name_of(handle._callback) for handle in waiting_in(running)]


def pending():
    """The tasks that will never be woken, for a deadlock's note."""
    running = asyncio._get_running_loop()
    tasks = sorted(asyncio.all_tasks(running), key=task_number)
    return [[task.get_name(), awaited(primitive_of(task), *waiting(task))] for task in tasks if not task.done()]


def awaited(thing, kind, label, members):
    names = [named(member) for member in members]
    if kind == "lock":
        return ("held", primitive_name(thing) or label, names[1])
    if thing is not None:
        return called(thing, label)
    return ("group", label, names) if kind == "group" else ", ".join(names) or label or kind


native.answers(blocked, pending, describe)
native.loop_begins = lambda loop: native.loop("started", loop_number(loop))
native.when_imported("asyncio", install)
