"""The events of reference.py: what sys.monitoring, the collector and weak references tell, as transitions."""

import dis
import gc
import linecache
import sys
import threading
import types
import weakref

import reference_text as text

NATIVE = (types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType)
KINDS = dict(zip(NATIVE, ("generator", "coroutine", "async_generator")))
FRAME = dict(zip(NATIVE, ("gi_frame", "cr_frame", "ag_frame")))
CODE = dict(zip(NATIVE, ("gi_code", "cr_code", "ag_code")))
INNER = dict(zip(NATIVE, ("gi_yieldfrom", "cr_await", "ag_await")))
METHODS = {"send", "throw", "close", "asend", "athrow", "aclose"}
AWAITED = {"yield_from", "await", "anext", "asend", "athrow", "aclose"}
MISSING = object()

folder = ""  # where the program is; set by reference.py
known = {}  # id(object) -> Record, while the object lives
frames = {}  # id(frame) -> Record, while the frame can still run
events = []
count = 0
calls = {}  # (thread, frame) -> (name of the callable, address of its object); nothing here may keep an object alive
sent = {}  # thread -> the last value given to send()
attempts = {}  # (thread, frame) -> a resumption that has not led to anything yet
failed = {}  # (thread, frame) -> such a resumption, just refused
opcodes = {}  # frame -> the last opcode begun
passing = {}  # frame -> whether the opcode before that was SEND: a yield now passes on what came from further in
opening = {}  # frame -> the `delegated` event whose target is not known yet
ghosts = set()  # addresses of objects that died unstarted a moment ago: a warning may have brought them back
waiting = []  # outer objects that a throw() went through, until it is known how they fared


class Record:
    """One generator-like object of the program."""

    def __init__(self, thing, number):
        self.kind = KINDS[type(thing)]
        self.type = type(thing)
        code = getattr(thing, CODE[self.type])
        self.id = f"{code.co_name}#{number}"
        self.state = "CREATED"
        self.address = id(thing)
        self.frame = id(getattr(thing, FRAME[self.type]))
        self.ref = weakref.ref(thing, self.died)
        self.inner = None  # the object of the program it sleeps on
        self.look = False  # whether `inner` must be looked up
        self.awaiting = False  # whether it sleeps in a `yield from` or `await`
        self.candidate = None  # what it resumed last in a `yield from` or `await`
        self.carried = None  # the value it was resumed with
        self.implied = False  # running, though CPython reported nothing
        self.dying = False
        self.by = None
        self.how = None
        known[self.address] = self
        frames[self.frame] = self

    def died(self, _):
        if self.state == "CREATED":
            ghosts.add((self.address, self.frame))
        settle(here())  # what died before this one has been closed by now
        if known.get(self.address) is self:
            del known[self.address]
        if self.state == "CREATED":
            move(self, "closed", "CLOSED")
        elif self.state == "SUSPENDED":
            self.dying = True

    def forget(self):
        if frames.get(self.frame) is self:
            del frames[self.frame]


def mine(code):
    return code.co_filename.startswith(folder)


def name_of(frame):
    record = frames.get(id(frame))
    return record.id if record else frame.f_code.co_name


def below(frame):
    """The nearest frame of the program, this one included, and whether library code lies between."""
    between = None
    while frame is not None and not mine(frame.f_code):
        between = between or (frame if frame.f_code.co_filename != __file__ else None)
        frame = frame.f_back
    return frame, between


def here():
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename == __file__:
        frame = frame.f_back
    return frame


def note(value):
    sent[threading.get_ident()] = value
    return value


def show(value):
    """The value as the trace would show it, or None where that cannot be told from outside."""
    return text.show(value, name_of_object)


def name_of_object(value):
    record = known.get(id(value))
    return f"<{record.kind} {record.id}>" if record is not None and record.ref() is value else None


def emit(event, record, **fields):
    fields = {"event": event, "id": record.id, **{k: v for k, v in fields.items() if v is not None}}
    events.append(fields)
    return fields


def move(record, event, after, **fields):
    before, record.state = record.state, after
    for key in [key for key, (tried, _) in attempts.items() if tried is record]:
        del attempts[key]
    if after in ("RUNNING", "CLOSED"):
        record.inner, record.look = None, False
    if after == "CLOSED":
        record.forget()
    return emit(event, record, before=before, after=after, **fields)


def find_new(frame):
    """Objects made since the last look, in order of creation."""
    global count
    fresh = [o for o in gc.get_objects(generation=0) if type(o) in NATIVE]
    gc.freeze()
    for thing in fresh:
        if id(thing) not in known and mine(getattr(thing, CODE[type(thing)])):
            own = getattr(thing, FRAME[type(thing)])
            if own is None or id(own) in frames or (id(thing), id(own)) in ghosts:
                continue  # a dying object is in the youngest generation once more
            count += 1
            owner, _ = below(frame)
            record = Record(thing, count)
            emit("created", record, kind=record.kind, by=name_of(owner) if owner else None, after="CREATED")
    ghosts.clear()


def find_inner(record):
    """What a sleeping object delegates to, if that is one of the program's."""
    thing = record.ref()
    inner = getattr(thing, INNER[record.type]) if thing is not None else None
    for _ in range(3):
        if inner is None or type(inner) in NATIVE:
            break
        if type(inner).__name__ not in ("coroutine_wrapper", "async_generator_asend", "async_generator_athrow"):
            break
        inner = next((o for o in gc.get_referents(inner) if type(o) in NATIVE), None)
    return known.get(id(inner)), inner


def settle(frame, entering=None):
    """Brings the records up to date with what happened silently since the last event."""
    for record in list(known.values()):
        if record.look and record.state == "SUSPENDED":
            record.inner, other = find_inner(record)
            record.look = False
            pending = opening.pop(record.frame, None)
            if pending is not None and other is not None:
                pending["to"] = record.inner.id if record.inner else text.plain(type(other))
    changed = True
    while changed:
        changed = False
        for record in list(frames.values()):
            if record is not entering and is_gone(record):
                silent_close(record, frame)
                changed = True


def is_gone(record):
    """Whether an object has ended without an event, and nothing inside it still has to end."""
    thing = record.ref()
    if thing is not None and getattr(thing, FRAME[record.type]) is not None:
        return False
    if record.implied:
        busy = any(inner.state == "RUNNING" and inner.by == record.id for inner in frames.values())
        return record.state == "RUNNING" and not busy and (thing is not None or record.dying)
    if record.state == "CREATED":
        return True
    inside = record.inner is not None and record.inner.state != "CLOSED"
    return record.state == "SUSPENDED" and not inside and (thing is not None or record.dying)


def silent_close(record, frame):
    if record.state == "CREATED":
        move(record, "closed", "CLOSED")
        return
    if record.implied:
        record.implied = False
        move(record, "raised", "CLOSED", to=record.by, exception="GeneratorExit()", rebuilt=True)
        return
    outer = imply_outer(record, "close", None, frame)
    how = "gc" if record.dying and outer is None else "close"
    owner, _ = below(frame)
    by = outer.id if outer else ("gc" if record.dying else (name_of(owner) if owner else None))
    move(record, "resumed", "RUNNING", by=by, how=how, rebuilt=True)
    move(record, "raised", "CLOSED", to=by, exception="GeneratorExit()", rebuilt=True)


def delegator(record):
    return next((r for r in frames.values() if r.inner is record and r.state == "SUSPENDED"), None)


def imply_outer(record, how, exception, frame):
    """Marks the sleeping objects that wait for this one as running: a throw() or close() passes through them."""
    outer = delegator(record)
    if outer is None:
        return None
    while frame is not None and frames.get(id(frame)) in (record, outer):
        frame = frame.f_back
    further = imply_outer(outer, how, exception, frame)
    actor, way = (further.id, how) if further else actor_and_how(frame, outer, exception is not None or how == "close")
    move(outer, "resumed", "RUNNING", by=actor, how=way, exception=exception if way == "throw" else None, rebuilt=True)
    outer.implied, outer.by, outer.how = True, actor, way
    return outer


def settle_waiting(entering=None):
    """A throw() went through these and the inner one yielded: they are asleep again, if nothing else came of it."""
    passed, waiting[:] = list(waiting), []
    for record, value in passed:
        if record is entering:
            continue
        if record.implied and record.state == "RUNNING":
            record.implied = False
            move(record, "yielded", "SUSPENDED", to=record.by, value=value, rebuilt=True)
            record.look = True


def actor_and_how(frame, record, throwing):
    """Who resumes, by what: `frame` is the caller of the object's frame."""
    if record.dying:
        return "gc", "gc"
    owner, between = below(frame)
    by = name_of(owner) if owner else None
    if between is not None:
        return by, how_of_library(between, throwing, record)
    if owner is None:
        return None, None
    thread = threading.get_ident()
    position = owner.f_lasti
    while dis.opname[owner.f_code.co_code[position]] == "CACHE":  # 3.12 stands behind the instruction's own caches
        position -= 2
    opcode = dis.opname[owner.f_code.co_code[position]]
    called = calls.get((thread, id(owner)))
    name = called[0] if called else ""
    if opcode == "SEND" or opcode == "YIELD_VALUE":
        caller = frames.get(id(owner))
        if record.kind == "async_generator":
            if record.awaiting:
                return by, "await"
            direct = called is not None and called[1] == record.address and name in METHODS
            return by, name if direct else "anext"
        awaited = record.kind == "coroutine" or (caller is not None and caller.kind != "generator")
        return by, "await" if awaited else "yield_from"
    if opcode in ("FOR_ITER",):
        return by, "for"
    if record.kind == "async_generator":
        return by, None  # driven by hand: it is the awaitable of anext() or another that is called
    if opcode.startswith("CALL"):
        return by, name if name in METHODS else "next"
    return by, "next"


def how_of_library(frame, throwing, record):
    """The name of the call a library frame is in, from its source: `next(self.gen)`, `self.gen.throw(value)`."""
    positions = list(frame.f_code.co_positions())[frame.f_lasti // 2]
    line, end, start, stop = positions
    if record.kind == "coroutine" and "asyncio" in frame.f_code.co_filename:
        return "task"
    if None in positions or line != end:
        return None
    call = linecache.getline(frame.f_code.co_filename, line).encode()[start:stop].decode()
    name = call.partition("(")[0].rpartition(".")[2].strip()
    if name == "anext":
        return "anext"
    if name in METHODS or name in ("next", "__next__"):
        return name.strip("_")
    return None if throwing else "next"


def record_of(frame):
    record = frames.get(id(frame))
    if record is None:
        find_new(frame.f_back)
        record = frames.get(id(frame))
    return record


def enter(throwing, exception=None):
    frame = here()
    record = record_of(frame)
    if record is None:
        return
    settle_waiting(entering=record)
    settle(frame.f_back, entering=record)
    find_new(frame.f_back)
    if record.implied:
        record.implied = False
        return
    thrown = show(exception) if throwing else None
    outer = delegator(record)
    if throwing and outer is not None:
        closing = isinstance(exception, GeneratorExit)
        imply_outer(record, "close" if closing else "throw", thrown, frame.f_back)
    caller = frame.f_back
    owner, _ = below(caller)
    if throwing and outer is not None:
        by, how = outer.id, "close" if isinstance(exception, GeneratorExit) else "throw"
    else:
        by, how = actor_and_how(caller, record, throwing)
    thread = threading.get_ident()
    value = None
    if how in ("send", "asend") and thread in sent:
        value = show(sent.pop(thread))
        if value is None:
            value = "?"
    pending = opening.pop(id(owner), None) if owner is not None and how in AWAITED else None
    if pending is not None:
        pending["to"] = record.id
    inherit = frames.get(id(owner)) if owner is not None else None
    if how in AWAITED and inherit is not None:
        inherit.candidate = record
    if how in ("yield_from", "await") and inherit is not None and not throwing:
        value = inherit.carried if getattr(inherit, "carried", None) not in (None, "None") else None
    record.carried = value
    record.by, record.how = by, how
    if how in ("close", "aclose", "gc") or how is None and isinstance(exception, GeneratorExit):
        thrown = None
    move(record, "resumed", "RUNNING", by=by, how=how, value=value, exception=thrown)


def on_start(code, offset):
    if not mine(code):
        return sys.monitoring.DISABLE
    enter(False)


def on_throw(code, offset, exception):
    if mine(code):
        enter(True, exception)


def on_yield(code, offset, value):
    if not mine(code):
        return sys.monitoring.DISABLE
    frame = here()
    settle_waiting()
    settle(frame)
    find_new(frame)
    record = record_of(frame)
    if record is None:
        return
    if type(value).__name__ == "async_generator_wrapped_value":
        value = gc.get_referents(value)[0]
    shown = show(value)
    record.carried = None
    move(record, "yielded", "SUSPENDED", to=record.by, value=shown)
    record.look = True
    record.awaiting = passing.get(id(frame), False)
    if record.awaiting and record.candidate is not None and record.candidate.state == "SUSPENDED":
        record.inner, record.look = record.candidate, False
    outer = next((r for r in frames.values() if r.id == record.by and r.implied), None)
    while outer is not None:
        waiting.append((outer, shown))
        outer = next((r for r in frames.values() if r.id == outer.by and r.implied), None)


def finish(code, event, field, value):
    frame = here()
    settle_waiting()
    settle(frame)
    find_new(frame)
    record = frames.get(id(frame))
    opcodes.pop(id(frame), None)
    if record is not None:
        opening.pop(id(frame), None)
        move(record, event, "CLOSED", to=record.by, **{field: show(value)})


def on_return(code, offset, value):
    if not mine(code):
        return sys.monitoring.DISABLE
    finish(code, "returned", "value", value)


def on_unwind(code, offset, exception):
    if mine(code):
        finish(code, "raised", "exception", exception)


def on_instruction(code, offset):
    if not mine(code):
        return sys.monitoring.DISABLE
    frame = here()
    settle_waiting()
    settle(frame)
    find_new(frame)
    previous = opcodes.get(id(frame))
    passing[id(frame)] = previous == "SEND"
    opcode = opcodes[id(frame)] = dis.opname[code.co_code[offset]]
    record = frames.get(id(frame))
    if opcode == "GET_ANEXT":
        calls.pop((threading.get_ident(), id(frame)), None)
    if record is not None and record.state == "RUNNING":
        if opcode == "SEND" and not (previous or "").startswith("JUMP_BACKWARD"):
            record.carried = None
            opening[id(frame)] = emit("delegated", record)
        elif opcode not in ("SEND", "YIELD_VALUE", "RESUME", "JUMP_BACKWARD_NO_INTERRUPT"):
            opening.pop(id(frame), None)


def on_call(code, offset, function, first):
    if not mine(code):
        return sys.monitoring.DISABLE
    if function is gc.collect:
        gc.unfreeze()
    frame = here()
    key = (threading.get_ident(), id(frame))
    name = getattr(function, "__name__", "")
    target = first if type(first) in NATIVE else getattr(function, "__self__", None)
    calls[key] = (name, id(target))
    record = known.get(id(target))
    if record is not None and (name in METHODS or name in ("next", "__next__")):
        attempts[key] = (record, name)
    else:
        attempts.pop(key, None)


def on_c_raise(code, offset, function, first):
    if not mine(code):
        return
    key = (threading.get_ident(), id(here()))
    attempt = attempts.pop(key, None)
    if attempt is not None:
        failed[key] = attempt


def on_raise(code, offset, exception):
    if not mine(code):
        return
    frame = here()
    attempt = failed.pop((threading.get_ident(), id(frame)), None)
    if attempt is None:
        return
    record, name = attempt
    value = sent.pop(threading.get_ident(), MISSING) if name in ("send", "asend") else MISSING
    how = "next" if name == "__next__" else name
    emit("refused", record, by=name_of(frame), how=how, value=None if value is MISSING else show(value),
         exception=show(exception), before=record.state, after=record.state)


def watch(tool):
    monitor = sys.monitoring
    happens = monitor.events
    monitor.use_tool_id(tool, "reference")
    handlers = {
        happens.PY_START: on_start,
        happens.PY_RESUME: on_start,
        happens.PY_THROW: on_throw,
        happens.PY_YIELD: on_yield,
        happens.PY_RETURN: on_return,
        happens.PY_UNWIND: on_unwind,
        happens.INSTRUCTION: on_instruction,
        happens.CALL: on_call,
        happens.C_RAISE: on_c_raise,
        happens.RAISE: on_raise,
    }
    for event, handler in handlers.items():
        monitor.register_callback(tool, event, handler)
    monitor.set_events(tool, sum(handlers) - happens.C_RAISE)  # CALL brings C_RAISE with it
