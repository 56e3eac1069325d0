"""The wire's messages in Python: postcard's encoding, as `src/wire` defines the types.

Numbers are in base 128, the lowest seven bits first; a text or a list is its length and its parts; a variant of an enum is
its number. What the tool asks is read into tuples; what is told is packed at once.
"""

import struct
import sys

PROTOCOL_VERSION = 3
TRACE_VERSION = 1
MESSAGE_LIMIT = 64 << 20

KINDS = (
    "program_started", "module_loaded", "line", "output", "created", "resumed", "delegated", "awaited", "yielded",
    "returned", "raised", "closed", "refused", "exception", "caught", "uncaught", "loop_started", "loop_stopped",
    "loop_closed", "iteration", "scheduled", "handle_run", "handle_cancelled", "timer_fired", "clock_jumped",
    "clock_changed", "task_created", "task_step", "task_waiting", "task_renamed", "task_woken", "task_done",
    "cancel_requested", "future_created", "future_named", "primitive", "future_done", "callback_added", "thread_started", "thread_ended", "submitted",
    "switched", "note", "program_ended",
)
KIND = {name: number for number, name in enumerate(KINDS)}
TRANSITIONS = frozenset(
    ("created", "resumed", "delegated", "yielded", "returned", "raised", "closed", "refused"))
STOPS = TRANSITIONS | {
    "line", "exception", "caught", "uncaught", "iteration", "task_step", "task_waiting", "task_done", "program_ended"}

STATES = {"created": b"\0", "running": b"\1", "suspended": b"\2", "closed": b"\3"}
OBJECT_KINDS = {"generator": b"\0", "coroutine": b"\1", "async_generator": b"\2"}
HOWS = {name: bytes([number]) for number, name in enumerate((
    "next", "for", "send", "throw", "close", "yield_from", "await", "task", "anext", "asend", "athrow", "aclose", "gc"))}
RESOLUTIONS = {"result": b"\0", "exception": b"\1", "cancelled": b"\2"}
SCHEDULES = {"soon": b"\0", "later": b"\1", "at": b"\2", "threadsafe": b"\3"}
CLOCKS = {"virtual": b"\0", "real": b"\1"}
OUTCOMES = {name: bytes([number]) for number, name in enumerate((
    "ok", "exception", "exit", "interrupted", "timeout", "died"))}
SERVICES = {name: bytes([number]) for number, name in enumerate((
    "sleep", "timeout", "wait_timeout", "as_completed_timeout", "gather", "task_group", "wait", "as_completed", "shield",
    "cancellation", "run_until_complete", "executor", "wake_up", "io", "callback"))}
NOTES = (
    "never_awaited", "typed", "legacy", "written_for_older_python", "blocked", "deadlock", "printed_all",
    "cancel_swallowed", "cancel_refused", "uncancelled", "asyncgens_closed", "asyncgen_finalised",
    "complaint", "untold", "denied", "unconfined", "recorded")
NOTE = {name: bytes([number]) for number, name in enumerate(NOTES)}
SMALL = [bytes([number]) for number in range(128)]


def number(value):
    """A whole number that is not negative."""
    if value < 128:
        return SMALL[value]
    parts = bytearray()
    while value >= 128:
        parts.append(value & 127 | 128)
        value >>= 7
    parts.append(value)
    return bytes(parts)


def signed(value):
    return number(value << 1 if value >= 0 else (-value << 1) - 1)


def real(value, pack=struct.Struct("<d").pack):
    return pack(value)


def text(value):
    data = value.encode("utf-8", "replace")
    return number(len(data)) + data


def binary(value):
    return number(len(value)) + value


def listed(parts):
    parts = list(parts)
    return number(len(parts)) + b"".join(parts)


def option(packed):
    return b"\0" if packed is None else b"\1" + packed


def site_bytes(site):
    return b"\0" if site is None else b"\1" + number(site[0]) + number(site[1])


# Who runs: a place of the program, packed. An actor has the same three first variants.
MODULE = b"\0"
GC = b"\7"


def function(name):
    return b"\1" + text(name)


def thing(number_of_object):
    return b"\2" + number(number_of_object)


def actor_task(task):
    return b"\3" + number(task)


def actor_loop(loop):
    return b"\4" + number(loop)


def actor_timeout(of):
    return b"\5\0" + text(of)


def actor_group(of, failed):
    return b"\5\1" + text(of) + option(None if failed is None else text(failed))


def library(name):
    return b"\6" + text(name)


# What a resumption carries in.
NOTHING = b"\0"


def carried(value):
    return b"\1" + text(value)


def thrown_in(exception):
    return b"\2" + text(exception)


# What a `yield from` or `await` hands over to.
def target_object(identity):
    return b"\0" + number(identity)


def target_task(task):
    return b"\1" + number(task)


def target_future(future):
    return b"\2" + number(future)


def target_awaitable(awaitable):
    return b"\3" + awaitable


def target_other(words):
    return b"\4" + text(words)


AWAIT_SLEEP, AWAIT_CANCEL = b"\5", b"\6"


def awaitable_bytes(described):
    """What is awaited, as asyncio's hooks describe it."""
    if isinstance(described, str):
        return b"\0" + text(described)
    word = described[0]
    if word == "group":
        return b"\1" + text(described[1]) + listed(map(awaitable_bytes, described[2]))
    if word == "call":
        return b"\2" + text(described[1]) + listed(map(awaitable_bytes, described[2]))
    if word == "next":
        return b"\3" + text(described[1])
    if word == "end":
        return b"\4" + text(described[1])
    if word == "held":
        return b"\7" + text(described[1]) + text(described[2])
    raise ValueError(f"nothing that is awaited: {word}")


class Event:
    """Something that happened: its name, where and when, and its fields packed.

    `subject` is the object of a transition or the frame of a line, `depth` how deep that frame lies: what a step asks for.
    """

    __slots__ = "kind", "time", "thread", "site", "place", "fields", "subject", "depth"

    def __init__(self, kind, time, thread, site, place, fields, subject=None, depth=0):
        self.kind = kind
        self.time = time
        self.thread = thread
        self.site = site
        self.place = place
        self.fields = fields
        self.subject = subject
        self.depth = depth

    def packed(self):
        place = self.place
        return b"".join((
            real(self.time), number(self.thread), site_bytes(self.site), b"\0" if place is None else b"\1" + place,
            SMALL[KIND[self.kind]], self.fields))


def is_met(until, event, step, breakpoints):
    """`Until::is_met` of `src/trace/stop.rs`."""
    kind = event.kind
    if kind == "program_ended":
        return True
    is_line = kind == "line"
    at_breakpoint = is_line and event.site in breakpoints
    word = until[0]
    if word == "stop":
        return kind in STOPS
    if word == "line":
        return is_line
    if word == "transition":
        return kind in TRANSITIONS
    if word == "over":
        _, frame, depth, thread = until
        return at_breakpoint or (
            event.thread == thread and is_line and (event.subject == frame or event.depth < depth))
    if word == "within":
        _, identity, frame = until
        if at_breakpoint:
            return True
        if is_line:
            return event.subject == frame
        return kind in ("returned", "raised", "closed") and event.subject == identity
    if word == "out":
        _, depth, thread = until
        return at_breakpoint or (event.thread == thread and is_line and event.depth < depth)
    if word == "turn":
        return kind == "iteration"
    if word == "task_switch":
        return kind == "task_step"
    if word == "step":
        return step >= until[1]
    if word == "end":
        return at_breakpoint
    return step >= until[2] or is_met(until[1], event, step, breakpoints)


# Replies.
def hello():
    return b"\0" + number(PROTOCOL_VERSION)


PAUSED, NEED_INPUT = b"\2", b"\3"


def evaluated(value, error):
    return b"\4" + (b"\0" + text(value) if error is None else b"\1" + text(error))


def unparsable(traceback):
    return b"\5" + text(traceback)


def framed(message):
    return struct.pack("<I", len(message)) + message


class Reading:
    """Takes a message apart."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def byte(self):
        self.at += 1
        return self.data[self.at - 1]

    def number(self):
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    def binary(self):
        length = self.number()
        self.at += length
        return self.data[self.at - length:self.at]

    def text(self):
        return self.binary().decode("utf-8", "surrogateescape")

    def flag(self):
        return bool(self.byte())

    def several(self, part):
        return [part() for _ in range(self.number())]

    def site(self):
        return self.number(), self.number()

    def until(self):
        word = ("stop", "line", "transition", "over", "within", "out", "turn", "task_switch", "step", "end",
                "at_most")[self.byte()]
        if word == "at_most":
            return word, self.until(), self.number()
        parts = {"over": 3, "within": 2, "out": 2, "step": 1}.get(word, 0)
        return (word,) + tuple(self.number() for _ in range(parts))

    def program(self):
        return {
            "file": self.text(),
            "args": self.several(self.text),
            "source": self.binary(),
            "clock": ("virtual", "real")[self.byte()],
            "detail": ("nothing", "transitions", "lines")[self.byte()],
            "stepping": self.flag(),
            "memory_mib": self.number(),
            "legacy": self.flag(),
            "under_the_hood": self.flag(),
            "sandbox": self.text() if self.flag() else None,
        }

    def request(self):
        """A request: its name and its parts."""
        kind = self.byte()
        if kind == 0:
            return "hello", self.number()
        if kind == 1:
            return "start", self.program()
        if kind == 2:
            return "run", self.until(), frozenset(self.several(self.site))
        if kind == 3:
            return "evaluate", self.text()
        if kind == 4:
            return "input", self.binary()
        return "other", kind
