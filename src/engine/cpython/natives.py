"""What the Python files that both engines share find under the name `native`: the list is `worker::host::natives::interface`."""

ALWAYS = frozenset(("run_forever", "run_until_complete", "run", "close", "_run", "cancel", "__init__"))


def hook(function_, arguments, names):
    """Calls a hook in silence; what goes wrong in it is a note."""
    state = thread()
    if state.quiet:
        return
    settle_deferred()
    state.quiet += 1
    failure = None
    try:
        function_(*arguments, **names)
    except Exception as error:
        failure = error
    finally:
        state.quiet -= 1
    if failure is not None:
        note(NOTE["untold"] + b"\0" + text(shown(failure)))


def around(cls, name, before, after):
    """Puts a function in front of a method: `before(self, …)`, the original, `after(result, self, …)`."""
    original = getattr(cls, name, None)
    if original is None:
        # Not every version of asyncio has every method.
        return

    def method(self, *arguments, **names):
        if before is not None:
            hook(before, (self,) + arguments, names)
        result, done = None, False
        try:
            result = original(self, *arguments, **names)
            done = True
            return result
        finally:
            if after is not None and (done or name in ALWAYS):
                hook(after, (result, self) + arguments, names)

    setattr(cls, name, dressed(method, original))


inits = []


def around_init(cls, before, after):
    """The same for the `__init__` of a class and of its subclasses, once for each object."""
    original = cls.__init__
    inits.append(cls)

    def __init__(self, *arguments, **names):
        if next(other for other in reversed(inits) if isinstance(self, other)) is not cls:
            return original(self, *arguments, **names)
        hook(before, (self,) + arguments, names)
        try:
            return original(self, *arguments, **names)
        finally:
            hook(after, (None, self) + arguments, names)

    cls.__init__ = dressed(__init__, original)


def watch_awaits(cls):
    """Tells of each `await` of an instance, and whether it left."""
    if "__await__" not in vars(cls):
        # Its base class tells.
        return

    def __await__(self):
        """Return an iterator to be used in await expression."""
        if is_listening():
            await_of_future(self)
        return FutureIter(self)

    cls.__await__ = __await__
    cls.__iter__ = cls.__await__


def await_of_future(future):
    """Tells that an `await` of a future begins: where it is done already, the `await` is over at once."""
    frame = here()
    known = by_frame.get(id(frame)) if frame is not None else None
    if known is None or known.kind == "generator":
        return
    # Another future at the same `await`, in a loop, is another delegation.
    known.delegating, known.awaiting = None, False
    if not future.done():
        known.on_future = "sleeps"
        return
    known.on_future = "done"
    what = awaitable_of(future)
    if what is not None:
        tell(known.code.site(frame.f_lasti), known.place, "awaited",
             number(known.id) + b"\3" + awaitable_bytes(what), known.id)


def task_of(callback):
    """The task whose step a callback is, or None."""
    task = getattr(callback, "__self__", None)
    if task is None or TASK is None or not isinstance(task, TASK):
        return None
    name = getattr(getattr(callback, "__func__", None), "__name__", "")
    return task if name in ("__step", "__wakeup", "_Task__step", "_Task__wakeup") else None


TASK = None


def pair(named_thing):
    """A task, a future or a word, as the hooks name it."""
    kind, value = named_thing
    if kind == "task":
        return target_task(value)
    if kind == "future":
        return target_future(value)
    if kind == "sleep":
        return target_awaitable(AWAIT_SLEEP)
    if kind == "cancel":
        return target_awaitable(AWAIT_CANCEL)
    return target_other(value)


def acting(by):
    """Who acts: the task or the part of asyncio that the hooks name, else whoever runs."""
    if by is None:
        return describe(here()).actor
    if by[0] == "timeout":
        return actor_timeout(by[1])
    if by[0] == "task_group":
        return actor_group(by[1], by[2])
    if by[0] == "task":
        return actor_task(by[1])
    return library(by[1]) if by[0] == "other" else describe(here()).actor


def waiting_for(kind, words, members):
    if kind == "lock" and len(members) == 2 and members[0][0] == "future" and members[1][0] == "task":
        return b"\1" + number(members[0][1]) + text(words) + number(members[1][1])
    if kind == "turn":
        return b"\5"
    if kind == "sleep":
        return b"\3" + text(words)
    if kind == "group":
        return b"\4" + text(words) + listed(map(pair, members))
    if members and members[0][0] == "task":
        return b"\2" + number(members[0][1])
    if members and members[0][0] == "future":
        return b"\0" + number(members[0][1]) + text(words)
    return b"\6" + text(words)


def of_loop(kind, fields):
    """Tells what an event loop did."""
    caller = describe(here())
    tell(caller.site, caller.place, kind, fields)


class Native:
    """The namespace."""

    Refusal = type("Refusal", (), {})
    around = staticmethod(around)
    around_init = staticmethod(around_init)
    watch_awaits = staticmethod(watch_awaits)
    task_of = staticmethod(task_of)
    referent = staticmethod(referent)
    called_by_program = staticmethod(is_program_calling)
    sleep = staticmethod(virtual_sleep)
    select = staticmethod(virtual_select)
    monotonic = perf_counter = staticmethod(lambda: ask())
    monotonic_ns = perf_counter_ns = staticmethod(lambda: round(ask() * 1e9))
    time = staticmethod(lambda: VIRTUAL_EPOCH + ask())
    time_ns = staticmethod(lambda: round(VIRTUAL_EPOCH) * 10**9 + round(ask() * 1e9))
    put = staticmethod(setattr)

    @staticmethod
    def answers(blocked, pending, describe_):
        global ANSWERS
        ANSWERS = blocked, pending, describe_

    @staticmethod
    def now():
        return clock.seconds()

    @staticmethod
    def is_real():
        return clock.is_real

    @staticmethod
    def tick():
        clock.tick()

    @staticmethod
    def let_others():
        if others_run():
            sleep_raw(0)

    @staticmethod
    def at_gate(ident):
        pass

    @staticmethod
    def thread():
        return thread().id

    @staticmethod
    def is_program(code):
        return watched(code) is not None

    @staticmethod
    def name(value):
        known = tracked(value)
        return known.name if known is not None else None

    @staticmethod
    def safe_repr(value):
        return safe_repr(value, label)

    @staticmethod
    def eager(task):
        thread().eager = task

    @staticmethod
    def enter(task):
        thread().task = task

    @staticmethod
    def loop(what, identity):
        thread().event_loop = identity
        of_loop({"started": "loop_started", "stopped": "loop_stopped"}.get(what, "loop_closed"), number(identity))

    @staticmethod
    def iteration(identity, turn, ready, timers):
        of_loop("iteration", number(identity) + number(turn) + listed(map(number, ready)) + number(timers))

    @staticmethod
    def scheduled(handle, how, callback, task, when, purpose, about):
        service = None
        if purpose is not None:
            service = (SERVICES.get(purpose) or b"\x0f" + text(purpose)) + listed(map(pair, about))
        of_loop("scheduled", b"".join((
            number(handle), SCHEDULES.get(how, b"\0"), text(callback), option(None if task is None else number(task)),
            option(None if when is None else real(when)), option(service))))

    @staticmethod
    def handle_run(handle, callback):
        of_loop("handle_run", number(handle) + text(callback))

    @staticmethod
    def handle_cancelled(handle):
        of_loop("handle_cancelled", number(handle))

    @staticmethod
    def timer_fired(handle, when):
        of_loop("timer_fired", number(handle) + real(when))

    @staticmethod
    def task_created(identity, task, name, coroutine, by):
        named[id(task)] = class_of(task), target_task(identity), f"<Task {name}>"
        actor = acting(by)
        of_loop("task_created", number(identity) + text(name) + target_of(coroutine) + actor)

    @staticmethod
    def task_renamed(identity, task, name):
        named[id(task)] = class_of(task), target_task(identity), f"<Task {name}>"
        of_loop("task_renamed", number(identity) + text(name))

    @staticmethod
    def task_step(identity):
        of_loop("task_step", number(identity))

    @staticmethod
    def task_waiting(identity, kind, words, members, deadline, primitive=None):
        of_loop("task_waiting", b"".join((
            number(identity), waiting_for(kind, words, members), option(None if deadline is None else real(deadline)),
            option(None if primitive is None else number(primitive)))))

    @staticmethod
    def task_woken(identity, by):
        of_loop("task_woken", number(identity) + pair(by))

    @staticmethod
    def task_done(identity, how, value):
        of_loop("task_done", number(identity) + RESOLUTIONS[how] + text(safe_repr(value, label)))

    @staticmethod
    def cancel_requested(identity, by, message):
        of_loop("cancel_requested", number(identity) + acting(by) + option(
            None if message is None else text(safe_repr(message, label))))

    @staticmethod
    def future_created(identity, future, words):
        named[id(future)] = class_of(future), target_future(identity), f"<Future future#{identity}>"
        of_loop("future_created", number(identity) + text(words))

    @staticmethod
    def future_named(identity, name):
        of_loop("future_named", number(identity) + text(name))

    @staticmethod
    def primitive(identity, cls, name, kind, is_on, count, most, holders, items):
        if kind == "lock":
            holds = b"\0" + SMALL[is_on] + option(number(holders[0]) if holders else None)
        elif kind == "event":
            holds = b"\1" + SMALL[is_on]
        elif kind == "semaphore":
            holds = b"\2" + number(count) + listed(map(number, holders))
        else:
            holds = b"\3" + listed(map(text, items)) + number(count) + option(None if most is None else number(most))
        of_loop("primitive", b"".join((number(identity), text(cls), option(None if name is None else text(name)), holds)))

    @staticmethod
    def future_done(identity, how, value):
        of_loop("future_done", b"".join((
            number(identity), RESOLUTIONS[how], text(safe_repr(value, label)), describe(here()).actor)))

    @staticmethod
    def forget(future):
        named.pop(id(future), None)

    @staticmethod
    def callback_added(to, callback):
        of_loop("callback_added", pair(to) + text(callback))

    @staticmethod
    def submitted(executor, callable_, future):
        of_loop("submitted", text(executor) + text(callable_) + number(future))

    # Notes, in the order of `trace::event::Note`.

    @staticmethod
    def legacy(use, name=None):
        words = ("abc", "nest_asyncio", "coroutine", "current_task", "all_tasks", "event_loop", "bare_coroutines",
                 "loop_argument", "async")
        note(NOTE["legacy"] + number(words.index(use)) + (b"" if name is None else text(name)))

    @staticmethod
    def cancel_swallowed(task):
        of_loop("note", NOTE["cancel_swallowed"] + text(task))

    @staticmethod
    def cancel_refused(task):
        of_loop("note", NOTE["cancel_refused"] + text(task))

    @staticmethod
    def uncancelled(task, left):
        of_loop("note", NOTE["uncancelled"] + text(task) + number(left))

    @staticmethod
    def asyncgens_closed(names):
        of_loop("note", NOTE["asyncgens_closed"] + listed(map(text, names)))

    @staticmethod
    def asyncgen_finalised(name):
        of_loop("note", NOTE["asyncgen_finalised"] + text(name))

    @staticmethod
    def complaint(message, of, exception):
        known = ("destroyed but it is pending", "exception was never retrieved", "closing of asynchronous generator",
                 "Exception in callback", "unhandled exception during asyncio.run() shutdown")
        about = next((at for at, part in enumerate(known) if part in message), 5)
        of_loop("note", b"".join((
            NOTE["complaint"], number(about), text(message), option(None if of is None else awaitable_bytes(of)),
            option(None if exception is None else text(safe_repr(exception, label))))))


native = Native()
