"""Transitions of the program's objects: made, resumed, delegating, answered. The counterpart of `worker::listen::transitions`."""


def created(made, by=None):
    """Notes a new object of the program and tells of it, once; `by` is the frame that made it, where that is not on top."""
    kind = OBJECT_TYPES.get(class_of(made))
    frame = frame_of(made) if kind else None
    if frame is None:
        return None
    code = frame.f_code
    known = codes.get(id(code))
    if known is None or known.code is not code:
        known = watched_copy(code)
        if known is None:
            return None
    tracked_before = by_frame.get(id(frame))
    if tracked_before is not None:
        return tracked_before
    if thread().quiet:
        return None
    settle_deferred()
    caller = describe(here() if by is None else by)
    new_one = Tracked(made, id(frame), known, kind, len(objects) + 1, new("frames"))
    objects.append(new_one)
    by_identity[id(made)] = new_one
    by_frame[id(frame)] = new_one
    fields = b"".join((
        number(new_one.id), text(known.name), OBJECT_KINDS[kind], number(new_one.frame), site_bytes(known.defined()),
        caller.actor, STATES["created"]))
    tell(caller.site, caller.place, "created", fields, new_one.id)
    return new_one


def watched_copy(code):
    """A copy of the program's code, as `types.coroutine` makes, is the program's too."""
    file = paths.get(code.co_filename)
    if file is None or code.co_filename == OWN_CODE:
        return None
    watch(code, file)
    return watched(code)


def owner(frame):
    """The object that owns a frame; notes the object where its making was not seen."""
    known = by_frame.get(id(frame))
    if known is not None:
        return known
    found = generator_of(frame)
    return created(found, below(frame)) if found is not None else None


def generator_of(frame):
    """The generator-like object that owns a frame."""
    found = getattr(frame, "f_generator", None)
    if found is not None:
        return found
    import gc

    for generation in (0, 1, 2):
        for candidate in reversed(gc.get_objects(generation)):
            if type(candidate) in OBJECT_TYPES and frame_of(candidate) is frame:
                return candidate
    return None


def resumed(known, how, carries, caller, announced):
    """Tells that control goes into an object, and notes it as running."""
    before, known.state = known.state, "running"
    thread().running.append(Running(known, caller.actor, carries, announced))
    fields = b"".join((
        number(known.id), caller.actor, HOWS[how], carries, STATES[before], STATES["running"]))
    tell(caller.site, caller.place, "resumed", fields, known.id)


def delegated_by(caller, inner):
    """Tells that the caller's `yield from` or `await` began on this object, where that is what it is at."""
    if caller.role in (SEND_YIELD_FROM, SEND_AWAIT) and caller.tracked is not None:
        if caller.through is not None:
            delegated_through(caller.tracked, caller.offset, caller.through)
        else:
            delegated(caller.tracked, caller.offset, inner)


def delegated_through(outer, offset, frame):
    """Tells that the program awaits a coroutine of the library, which awaits one of the program's."""
    held = delegate_now(outer, frame)
    key = id(held)
    now = (outer.code.delegation(offset), None)
    is_known = outer.delegating == now and outer.target == key
    outer.delegating, outer.target = now, key
    outer.site = outer.code.site(offset)
    if not is_known:
        to = target_of(held) if held is not None else target_other(f"<coroutine {frame.f_code.co_name}>")
        tell(outer.site, outer.place, "delegated", number(outer.id) + to, outer.id)


def delegate_now(outer, frame):
    """The object of the library that owns a frame which the program awaits."""
    holder = outer.reference()
    for candidate in referents(holder) if holder is not None else ():
        if type(candidate) in OBJECT_TYPES and frame_of(candidate) is frame:
            return candidate
    return generator_of(frame)


def begins_anew(caller):
    """Each awaitable of an async generator is a delegation of its own, also at the same place of a loop."""
    if caller.tracked is not None:
        caller.tracked.delegating = None


def delegated(outer, offset, inner):
    """Tells that a `yield from` or `await` began, unless that is known."""
    now = (outer.code.delegation(offset), inner.id)
    is_known = outer.delegating == now
    outer.delegating = now
    outer.site = outer.code.site(offset)
    if not is_known:
        tell(outer.site, outer.place, "delegated", number(outer.id) + target_object(inner.id), outer.id)


def answered(known, kind, value, site):
    """Tells how a running object answered. Objects further in that never told of their end are settled first."""
    running = thread().running
    while running and running[-1].tracked is not known and any(other.tracked is known for other in running):
        settle(running[-1].tracked)
    tell_event(answer_event(known, kind, value, site))


def answer_event(known, kind, value, site):
    """Notes that a running object answered, and makes the event that tells of it."""
    state = thread()
    if kind == "yielded":
        state.yielded = value
    elif kind == "raised":
        state.passing = value
    to = None
    for index in range(len(state.running) - 1, -1, -1):
        if state.running[index].tracked is known:
            to = state.running.pop(index).by
            break
    if to is None:
        to = library("python")
    after = "suspended" if kind == "yielded" else "closed"
    before, known.state = known.state, after
    known.site = site
    if after == "closed":
        known.delegating = None
        forget_frame(known)
    fields = b"".join((number(known.id), to, text(value), STATES[before], STATES[after]))
    return new_event(site, known.place, kind, fields, known.id)


def forget_frame(known):
    if by_frame.get(known.frame_key) is known:
        del by_frame[known.frame_key]


def settle(known):
    """Tells the end of a resumption that Python told nothing of: what passed through the object untouched."""
    state = thread()
    held = known.reference()
    if held is not None and frame_of(held) is not None:
        answer = "yielded", "None" if state.yielded is None else state.yielded
    elif state.passing is not None:
        answer = "raised", state.passing
    else:
        answer = "returned", "None"
    del held
    closed_in_silence(known, *answer)
    tell_event(answer_event(known, *answer, known.site))


def closed_in_silence(known, kind, value):
    """Since 3.13 nothing of a generator runs that is closed outside of any `try`; the exception it gets is told all the same."""
    if kind == "raised" and value == "GeneratorExit()" and VERSION >= (3, 13):
        tell(known.site, known.place, "exception", text(value))


def settle_deferred():
    """Tells a yield that waited for its object to sleep."""
    state = thread()
    deferred, state.deferred = state.deferred, None
    if deferred is None:
        return
    known, event = deferred
    held = known.reference()
    target = delegate_of(held) if held is not None else None
    if target is not None:
        # A future's iterator sleeps once; another one can have its address.
        once = is_future_iterator(target)
        known.passes_throws = hasattr(class_of(target), "throw") and tracked(target) is None
        is_known = known.target in (id(target), TOLD)
        known.target = id(target)
        if once or not is_known:
            tell(event.site, known.place, "delegated", number(known.id) + target_of(target), known.id)
    del held, target
    tell_event(event)


def is_future_iterator(target):
    """Whether this is what `Future.__await__` gives."""
    return class_of(target).__name__ == "FutureIter"


def reconcile():
    """Makes the book agree with the stack: whatever is noted as running but is not on it has answered unseen."""
    state = thread()
    if state.deferred is not None:
        settle_deferred()
    if not state.running:
        return
    on_stack = set()
    frame = sys._getframe(1)
    while frame is not None:
        on_stack.add(id(frame))
        frame = below(frame)
    while state.running and state.running[-1].tracked.frame_key not in on_stack and not state.running[-1].tracked.pinned:
        settle(state.running[-1].tracked)


def hand_down(outer, how, carries):
    """Tells that an exception thrown into an object goes down to the innermost one it delegates to (PEP 380)."""
    if how == "task":
        how = "throw"
    if carries == NOTHING or carries[:1] == b"\2" and thrown_text(carries).startswith("GeneratorExit("):
        # GeneratorExit is not thrown into a subgenerator: it is closed.
        how, carries = "close", NOTHING
    known = tracked(outer)
    caller = describe(here()) if known is None else Caller(known.place, known.site, known.place, tracked=known)
    while True:
        target = delegate_of(outer)
        inner = behind(target) if target is not None else None
        if inner is None:
            return
        known = tracked(inner)
        if known is not None and known.state == "suspended":
            resumed(known, how, carries, caller, True)
            caller = Caller(known.place, known.site, known.place, tracked=known)
        outer = inner


def thrown_text(carries):
    return Reading(carries[1:]).text()


def how_resumed(known, caller):
    """How a frame that starts or goes on was resumed, where no method of the object was seen to be called."""
    ordered = thread().order = None
    if not known.awaiting:
        ordered, known.ordered = known.ordered, None
    if known.kind == "async_generator" and not known.awaiting and ordered is not None:
        return ordered
    if caller.role == FOR_ITER:
        how = "for"
    elif known.kind == "async_generator" and not known.awaiting:
        how = "anext"
    elif caller.role == SEND_YIELD_FROM:
        how = "yield_from"
    elif caller.role == SEND_AWAIT:
        how = "await"
    elif caller.actor[:1] == b"\3":
        how = "task"
    else:
        how = {"coroutine": "send", "async_generator": "anext"}.get(known.kind, "next")
    carries = NOTHING
    if how in ("yield_from", "await") and known.state != "created":
        running = thread().running
        if running and running[-1].tracked is caller.tracked and running[-1].carried[:1] == b"\1":
            carries = running[-1].carried
    return how, carries


def target_of(value):
    """What an object is to a trace: one of ours, or its text."""
    found = known_target(value)
    if found is not None:
        return found
    inside = future_inside(value)
    if inside is not None:
        found = known_target(inside)
        if found is not None:
            return found
        value = inside
    described = awaitable_of(value)
    if described is None:
        return target_other(shown(value))
    return target_other(described) if isinstance(described, str) else target_awaitable(awaitable_bytes(described))


def known_target(value):
    known = tracked(value)
    if known is not None:
        return target_object(known.id)
    known = named.get(id(value))
    return known[1] if known is not None and known[0] is class_of(value) else None


def future_inside(value):
    """The future behind the iterator of an `await`."""
    if class_of(value) is FutureIter:
        return value._future
    return referent(value) if is_future_iterator(value) else None


# In the place of a target: it was told when its `yield from` began.
TOLD = -1
ANSWERS = None


def awaitable_of(value):
    """What is awaited, as asyncio's users call it; nothing where its own text is as good."""
    if ANSWERS is None:
        return None
    state = thread()
    state.quiet += 1
    try:
        return ANSWERS[2](value)
    except Exception:
        return None
    finally:
        state.quiet -= 1
