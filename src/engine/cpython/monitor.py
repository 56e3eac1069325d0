"""What `sys.monitoring` tells of the program's code (CPython 3.12 and later), turned into transitions, exceptions and lines.

The counterpart of `worker::listen::monitoring` and `lines`. Events are local to the program's own code objects where Python
lets them be, so that library code runs at full speed.
"""

TOOL = 4
detail = "lines"
local_events = function_events = 0


def start_monitoring():
    global local_events, function_events
    monitoring = sys.monitoring
    events = monitoring.events
    monitoring.use_tool_id(TOOL, "learn-coroutines")
    lines = detail == "lines"
    for event, callback in (
        (events.PY_START, on_start), (events.PY_RESUME, on_resume), (events.PY_YIELD, on_yield),
        (events.PY_RETURN, on_return), (events.LINE, on_line), (events.JUMP, on_jump), (events.INSTRUCTION, on_instruction),
        (events.PY_THROW, on_throw), (events.PY_UNWIND, on_unwind), (events.RAISE, on_raise),
        (events.RERAISE, on_reraise), (events.EXCEPTION_HANDLED, on_handled),
    ):
        monitoring.register_callback(TOOL, event, callback)
    local_events = events.PY_START | events.PY_RESUME | events.PY_YIELD | events.PY_RETURN | events.INSTRUCTION
    function_events = events.PY_START | events.PY_RETURN if lines else 0
    if lines:
        local_events |= events.LINE | events.JUMP
        function_events |= events.LINE | events.JUMP
    monitoring.set_events(
        TOOL, events.PY_THROW | events.PY_UNWIND | events.RAISE | events.RERAISE | events.EXCEPTION_HANDLED)


def follow(code):
    """Switches the events on that are wanted of a code object of the program."""
    if detail == "nothing":
        return
    if VERSION >= (3, 12):
        sys.monitoring.set_local_events(TOOL, code, local_events if makes(code) else function_events)


def on_start(code, offset):
    if not is_listening():
        return
    frame = sys._getframe(1)
    known = codes[id(code)]
    if known.makes:
        goes_on(frame, known)
        thread().fresh = id(frame)
    if detail == "lines":
        activation(frame, known, True)


def on_resume(code, offset):
    if not is_listening():
        return
    frame = sys._getframe(1)
    known = codes[id(code)]
    goes_on(frame, known)
    if detail == "lines":
        activation(frame, known, True)
        if known.role(offset - 2) == YIELD_DELEGATING:
            # The line of the `yield from` or `await` goes on.
            reached(frame, known, known.line(offset))


def goes_on(frame, code):
    """A generator-like frame starts, or goes on after a yield."""
    known = owner(frame)
    if known is None:
        return
    if known.state == "created" and known.kind == "async_generator":
        known.by_loop = sys.get_asyncgen_hooks().finalizer is not None
    if was_announced(known):
        future_await_ended(known)
        return
    reconcile()
    caller = describe(below(frame))
    how, carries = how_resumed(known, caller)
    if how in ("anext", "asend"):
        begins_anew(caller)
    delegated_by(caller, known)
    resumed(known, how, carries, caller, False)
    future_await_ended(known)


def was_announced(known):
    """Whether the resumption of the innermost object is already told; asked once for each."""
    running = thread().running
    if running and running[-1].tracked is known:
        announced, running[-1].announced = running[-1].announced, False
        return announced
    return False


def on_yield(code, offset, value):
    if not is_listening():
        return
    frame = sys._getframe(1)
    known = by_frame.get(id(frame))
    if known is None:
        return
    yielded(known, codes[id(code)], offset, value)
    ends_activation(frame, known.code)


def yielded(known, code, offset, value):
    """A generator-like frame goes to sleep."""
    settle_deferred()
    role, delegation = code.role(offset), code.delegation(offset)
    if role in (SEND_YIELD_FROM, SEND_AWAIT):
        # Before 3.11 it is one instruction.
        role = YIELD_DELEGATING
    known.awaiting = role == YIELD_DELEGATING
    is_known = known.delegating is not None and known.delegating[0] == delegation and known.delegating[1] is not None
    if role != YIELD_DELEGATING:
        known.delegating = None
    elif known.delegating is None or known.delegating[0] != delegation:
        known.delegating = (delegation, None)
        known.target = 0
    if known.kind == "async_generator" and role == YIELD:
        # The value an async generator yields travels in a wrapper of the interpreter's own.
        inside = referents(value)
        value = inside[0] if class_of(value).__name__ == "async_generator_wrapped_value" and inside else value
    site = code.site(offset)
    if role == YIELD_DELEGATING and not is_known:
        thread().deferred = known, answer_event(known, "yielded", shown(value), site)
    else:
        answered(known, "yielded", shown(value), site)


def on_return(code, offset, value):
    if not is_listening():
        return
    frame = sys._getframe(1)
    known = by_frame.get(id(frame))
    if known is not None:
        settle_deferred()
        answered(known, "returned", shown(value), known.code.site(offset))
    ends_activation(frame, codes[id(code)])


def on_instruction(code, offset):
    """Only those are of interest that stand where a `yield from` or `await` begins or ends."""
    known = codes[id(code)]
    role = known.role(offset)
    if role not in (END_SEND, YIELD_FROM):
        return sys.monitoring.DISABLE
    if not is_listening():
        return None
    frame = sys._getframe(1)
    owner_known = by_frame.get(id(frame))
    if owner_known is None:
        return None
    if role == END_SEND:
        delegation_ended(owner_known, known, offset)
    return None


def delegation_ended(known, code, offset):
    """A `yield from` or `await` of the program has its value."""
    settle_deferred()
    delegation = code.ends.get(offset, 0)
    before, known.delegating = known.delegating, None
    if before is not None and before[0] != delegation:
        before = None
    slept, known.awaiting = known.awaiting and before is not None, False
    was_future, known.on_future = known.on_future, None
    reconcile()
    if was_future in ("done", "told") or known.kind == "generator":
        return
    order, thread().order = thread().order, None
    if order is not None and order[0].state == "closed":
        # `aclose()` of what has ended does nothing.
        delegated(known, offset, order[0])
        known.delegating = order[0].ordered = None
        return
    if before is not None and before[1] is not None and objects[before[1] - 1].kind == "async_generator":
        # The awaitables of async generators are no coroutines.
        return
    if slept:
        reason = b"\0" if thread().task is not None else b"\1"
    else:
        inner = before[1] if before is not None else None
        reason = b"\2" + option(None if inner is None else text(objects[inner - 1].name))
    tell(code.site(offset), known.place, "awaited", number(known.id) + reason, known.id)


def future_await_ended(known):
    """Tells that the `await` of a future is over in which an object slept."""
    if known.on_future != "sleeps":
        return
    known.on_future, known.delegating = "told", None
    slept, known.awaiting = known.awaiting, False
    if slept:
        tell(known.site, known.place, "awaited", number(known.id) + b"\0", known.id)


def on_throw(code, offset, exception):
    if not is_listening():
        return
    known_code = codes.get(id(code))
    if known_code is None or known_code.code is not code:
        return
    frame = sys._getframe(1)
    if detail == "lines":
        activation(frame, known_code, True)
    known = owner(frame)
    if known is None:
        return
    thrown_into(frame, known, exception)
    if VERSION < (3, 13) and detail == "lines" and known_code.role(frame.f_lasti) == YIELD_DELEGATING:
        # The line of the `yield from` or `await` goes on; since 3.13 Python says so.
        reached(frame, known_code, known_code.line(frame.f_lasti))


def thrown_into(frame, known, exception):
    """An exception is thrown into a generator-like frame."""
    state = thread()
    if known.awaiting and known.passes_throws and not isinstance(exception, GeneratorExit):
        state.thrown = id(exception)
    if was_announced(known) or any(other.tracked is known for other in state.running):
        # What it delegates to has ended, with a value or an exception: that arrives here.
        reconcile()
        if detail == "lines" and known.awaiting and isinstance(exception, StopIteration):
            reached(frame, known.code, known.code.line(frame.f_lasti))
        return
    reconcile()
    if isinstance(exception, GeneratorExit):
        how, carries = "close", NOTHING
    else:
        how, carries = "throw", thrown_in(shown(exception))
    caller = describe(below(frame))
    ordered, known.ordered = known.ordered, None
    state.order = None
    if state.collected is known:
        how, carries, caller.actor = "gc", NOTHING, GC
        state.collected = None
    elif ordered is not None and ordered[0] in ("aclose", "athrow"):
        begins_anew(caller)
        how, carries = ordered
    delegated_by(caller, known)
    resumed(known, how, carries, caller, False)


def on_unwind(code, offset, exception):
    known_code = codes.get(id(code))
    if known_code is None or known_code.code is not code or not is_listening():
        return
    frame = sys._getframe(1)
    known = by_frame.get(id(frame)) if known_code.makes else None
    if known is not None:
        unwound(frame, known, offset, exception)
    ends_activation(frame, known_code)


def unwound(frame, known, offset, exception):
    """An exception leaves a generator-like frame."""
    settle_deferred()
    site = known.code.site(offset)
    entry = exception.__traceback__
    if site[1] == known.code.first_line and isinstance(exception.__context__, StopAsyncIteration):
        # The error that stands for a StopIteration (PEP 479) is the compiler's own.
        entry = exception.__context__.__traceback__
    if entry is not None and entry.tb_frame is frame:
        site = known.code.file, entry.tb_lineno
    answered(known, "raised", as_it_arrives(known, exception), site)


def as_it_arrives(known, exception):
    """The exception as the caller gets it: StopIteration does not leave a generator as itself (PEP 479)."""
    kind = known.kind.replace("_", " ")
    if isinstance(exception, StopIteration):
        return f"RuntimeError('{kind} raised StopIteration')"
    if known.kind == "async_generator" and isinstance(exception, StopAsyncIteration):
        return f"RuntimeError('{kind} raised StopAsyncIteration')"
    return shown(exception)


def on_raise(code, offset, exception):
    known_code = codes.get(id(code))
    if known_code is None or known_code.code is not code:
        return
    strip(exception)
    if is_listening():
        arrived(sys._getframe(1), known_code, offset, exception, exception.__traceback__)


def arrived(frame, code, offset, exception, entry):
    """An exception is raised, or arrives from a call; `entry` is the beginning of its traceback."""
    role = code.role(offset)
    # The end of a loop or of a delegation is no exception to the program (PEP 234, PEP 380).
    if role in (FOR_ITER, SEND_YIELD_FROM, SEND_AWAIT, YIELD_DELEGATING) and isinstance(exception, StopIteration):
        return
    state = thread()
    if state.thrown:
        is_thrown, state.thrown = state.thrown == id(exception), 0
        if is_thrown:
            state.in_flight = id(exception)
            return
    is_known, state.in_flight = state.in_flight == id(exception), id(exception)
    # Another exception can have the address of one that is gone; it has not come through other frames yet.
    if is_known and entry is not None and (entry.tb_next is not None or entry.tb_frame is not frame):
        return
    reconcile()
    shown_text = shown(exception)
    if state.order is not None:
        order_refused(frame, code, offset, role, shown_text)
    tell(code.site(offset), place_of(frame, code), "exception", text(shown_text))


# What Python says where an awaitable of an async generator does not get to run it (Objects/genobject.c).
REFUSALS = ("asynchronous generator is already running", "can't send non-None value to a just-started async generator")


def order_refused(frame, code, offset, role, exception):
    """Tells that an awaitable of an async generator was refused: no frame ran."""
    state = thread()
    (known, how, carries), state.order = state.order, None
    if known.state == "closed" and exception.startswith("StopAsyncIteration") or any(
            refusal in exception for refusal in REFUSALS):
        outer = by_frame.get(id(frame))
        if role == SEND_AWAIT and outer is not None:
            outer.delegating = None
            delegated(outer, offset, known)
            outer.delegating = None
        known.ordered = None
        tell_refused(known, Caller(place_of(frame, code), code.site(offset), place_of(frame, code)), how, carries, exception)


def on_reraise(code, offset, exception):
    known = codes.get(id(code))
    if known is not None and known.code is code and is_listening():
        goes_on_up(exception)


def goes_on_up(exception):
    """An exception goes on after a `finally`, a `with` or a handler that did not match."""
    state = thread()
    state.in_flight = id(exception)
    if state.clause is not None and state.clause.exception == id(exception):
        state.clause = None
    if state.blocks:
        state.blocks = [caught for caught in state.blocks if caught.exception != id(exception)]


def on_handled(code, offset, exception):
    known = codes.get(id(code))
    if known is None or known.code is not code or not is_listening():
        return
    found_handler = known.handler_at(offset)
    if found_handler is not None:
        handled(sys._getframe(1), known, found_handler, exception)


def handled(frame, code, found_handler, exception):
    """A handler gets the exception."""
    site, handler = found_handler
    reconcile()
    settle_clause()
    owner_known = by_frame.get(id(frame)) if code.makes else None
    if owner_known is not None:
        # Forgets the `await` that the exception ended: the next one is another.
        owner_known.delegating, owner_known.awaiting, owner_known.on_future = None, False, None
    event = new_event(site, place_of(frame, code), "caught", text(shown(exception)))
    caught = Caught(id(exception), handler, (id(frame), id(frame.f_code)), event)
    state = thread()
    if handler is EXCEPT:
        state.clause = caught
    else:
        state.blocks.append(caught)
