"""An independent witness: the transitions of a program's generators as CPython itself sees them.

    python3 reference.py [--compact] PROGRAM [ARGUMENTS...]

It needs CPython 3.12 or newer and shares nothing with the traced interpreter of this project. Each transition is one JSON
line on stdout (with --compact: one line in the form of the .expected files). The program's own output is thrown away.

Where each fact comes from:

* running, suspending, ending: sys.monitoring's PY_START, PY_RESUME, PY_THROW, PY_YIELD, PY_RETURN and PY_UNWIND;
* creation has no event: before every instruction of the program the collector's youngest generation is searched for new
  generator objects. It keeps them in order of allocation, so their order is certain;
* `by` is the nearest frame of the program below (f_back); `how` is the caller's current opcode, and the function called;
* the value of a `send` is noted by a rewritten call, `g.send(note(value))`: no event carries it;
* an object's death is seen by a weak reference's callback.

What CPython leaves out and this reference puts back ("rebuilt": true in the output):

* throw() and close() on a delegating object go straight to the innermost one. The outer ones are running meanwhile, but
  have no event of their own: they are found by gi_yieldfrom, cr_await and ag_await;
* since 3.13 close() on an object that sleeps outside every `try` only marks it as finished: no GeneratorExit is thrown.

What it cannot know is left out of the JSON object: a reader compares only the fields that are there.
"""

import ast
import builtins
import dis
import gc
import json
import linecache
import os
import sys
import threading
import types
import weakref

NATIVE = (types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType)
KINDS = dict(zip(NATIVE, ("generator", "coroutine", "async_generator")))
FRAME = dict(zip(NATIVE, ("gi_frame", "cr_frame", "ag_frame")))
CODE = dict(zip(NATIVE, ("gi_code", "cr_code", "ag_code")))
INNER = dict(zip(NATIVE, ("gi_yieldfrom", "cr_await", "ag_await")))
ATOMS = (int, float, complex, str, bytes, bool, type(None), type(...), range)
METHODS = {"send", "throw", "close", "asend", "athrow", "aclose"}
MISSING = object()

folder = ""
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
    return code.co_filename.startswith(folder) and code.co_filename != __file__


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
    text = picture(value)
    if text is not None and len(text) > 200:
        text = text[:199] + "…"
    return text


def picture(value):
    record = known.get(id(value))
    if record is not None and record.ref() is value:
        return f"<{record.kind} {record.id}>"
    kind = type(value)
    if kind in ATOMS:
        return repr(value)
    if kind in (tuple, list, set, frozenset, dict):
        parts = list(value.items()) if kind is dict else list(value)
        inside = [picture(part) for part in parts]
        if None in inside:
            return None
        if kind is dict:
            return "{" + ", ".join(f"{picture(k)}: {picture(v)}" for k, v in parts) + "}"
        if kind is tuple:
            return "(" + ", ".join(inside) + (",)" if len(inside) == 1 else ")")
        if kind is list:
            return "[" + ", ".join(inside) + "]"
        return repr(value)
    if isinstance(value, BaseException) and kind.__repr__ is BaseException.__repr__:
        inside = [picture(part) for part in value.args]
        return None if None in inside else f"{kind.__name__}({', '.join(inside)})"
    return None


def plain(kind):
    place = "" if kind.__module__ == "builtins" else kind.__module__ + "."
    return f"<{place}{kind.__qualname__} object>"


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
                pending["to"] = record.inner.id if record.inner else plain(type(other))
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
    opcode = dis.opname[owner.f_code.co_code[owner.f_lasti]]
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
    text = linecache.getline(frame.f_code.co_filename, line).encode()[start:stop].decode()
    name = text.partition("(")[0].rpartition(".")[2].strip()
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
    text = show(exception) if throwing else None
    outer = delegator(record)
    if throwing and outer is not None:
        closing = isinstance(exception, GeneratorExit)
        imply_outer(record, "close" if closing else "throw", text, frame.f_back)
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
    pending = opening.pop(id(owner), None) if owner is not None and how in ("yield_from", "await", "anext") else None
    if pending is not None:
        pending["to"] = record.id
    inherit = frames.get(id(owner)) if owner is not None else None
    if how in ("yield_from", "await", "anext", "asend", "athrow", "aclose") and inherit is not None:
        inherit.candidate = record
    if how in ("yield_from", "await") and inherit is not None and not throwing:
        value = inherit.carried if getattr(inherit, "carried", None) not in (None, "None") else None
    record.carried = value
    record.by, record.how = by, how
    if how in ("close", "aclose", "gc"):
        text = None
    move(record, "resumed", "RUNNING", by=by, how=how, value=value, exception=text)


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
    text = show(value)
    record.carried = None
    move(record, "yielded", "SUSPENDED", to=record.by, value=text)
    record.look = True
    record.awaiting = passing.get(id(frame), False)
    if record.awaiting and record.candidate is not None and record.candidate.state == "SUSPENDED":
        record.inner, record.look = record.candidate, False
    outer = next((r for r in frames.values() if r.id == record.by and r.implied), None)
    while outer is not None:
        waiting.append((outer, text))
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


class Noting(ast.NodeTransformer):
    """Wraps the argument of every `….send(value)` so that the value is known when the object wakes."""

    def visit_Call(self, node):
        self.generic_visit(node)
        method = isinstance(node.func, ast.Attribute) and node.func.attr in ("send", "asend")
        plain = isinstance(node.func, ast.Name) and node.func.id == "send"
        if (method or plain) and len(node.args) == 1 and not isinstance(node.args[0], ast.Starred):
            value = node.args[0]
            name = ast.copy_location(ast.Name("__note__", ast.Load()), value)
            node.args[0] = ast.copy_location(ast.Call(name, [value], []), value)
        return node


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


def compact(event):
    parts = [event["event"], event["id"]]
    if event["event"] in ("created", "resumed", "refused"):
        parts += ["by", event.get("by", "?")]
    if event["event"] in ("yielded", "returned", "raised", "delegated"):
        parts += ["to", event.get("to") or "?"]
    if "how" in event or event["event"] in ("resumed", "refused"):
        parts.append(f"how={event.get('how', '?')}")
    if event["event"] in ("yielded", "returned") and "value" not in event:
        parts.append("value=?")
    for field in ("value", "exception"):
        if field in event:
            parts.append(f"{field}={event[field]}")
    if event["event"] in ("resumed", "closed"):
        parts.append(f"{event['before']}→{event['after']}")
    if event["event"] == "refused":
        parts.append(event["before"])
    return " ".join(parts)


def main():
    global folder
    arguments = sys.argv[1:]
    short = arguments[:1] == ["--compact"]
    program = os.path.abspath(arguments[short])
    folder = os.path.dirname(program) + os.sep
    with open(program, "rb") as file:
        tree = ast.parse(file.read(), program)
    code = compile(ast.fix_missing_locations(Noting().visit(tree)), program, "exec", dont_inherit=True)
    report = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = open(os.devnull, "w", encoding="utf-8")
    os.dup2(nowhere.fileno(), 1)
    os.dup2(nowhere.fileno(), 2)
    module = types.ModuleType("__main__")
    module.__file__ = program
    sys.modules["__main__"] = module
    sys.argv = [program, *arguments[short + 1 :]]
    sys.path[0] = folder[:-1]
    builtins.__note__ = note
    gc.disable()
    gc.collect()
    gc.freeze()
    watch(4)
    try:
        exec(code, module.__dict__)
    except BaseException:
        pass
    for name in list(module.__dict__):  # what Python's end does to the main module
        if name != "__builtins__":
            module.__dict__[name] = None
    settle_waiting()
    settle(sys._getframe())
    sys.monitoring.set_events(4, 0)
    for event in events:
        report.write(compact(event) if short else json.dumps(event, ensure_ascii=False))
        report.write("\n")
    report.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
