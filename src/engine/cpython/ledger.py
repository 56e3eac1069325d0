"""The program's code and objects, what the trace calls them, and what each thread is at."""

import _thread
import weakref


class Tracked:
    """A generator-like object of the program."""

    __slots__ = ("identity", "frame_key", "id", "kind", "frame", "code", "state", "delegating", "target", "site",
                 "ordered", "awaiting", "passes_throws", "pinned", "by_loop", "reference", "name", "place", "on_future")

    def __init__(self, thing, frame_key, code, kind, number_of_object, frame):
        self.identity = id(thing)
        self.frame_key = frame_key
        self.id = number_of_object
        self.kind = kind
        self.frame = frame
        self.code = code
        self.state = "created"
        # Which of its `yield from` or `await` it is in, and the object it hands over to if that is one of ours.
        self.delegating = None
        # The identity of what it hands over to, where that is none of ours.
        self.target = 0
        self.site = code.defined()
        self.ordered = None
        self.awaiting = False
        # Whether what it delegates to is none of the program's and takes what is thrown.
        self.passes_throws = False
        # How many calls of its `throw` or `close` are under way: it runs then, on the stack or not.
        self.pinned = 0
        # Whether a loop's hook closes it once nobody holds it (PEP 525).
        self.by_loop = False
        self.on_future = None
        self.name = f"{code.name}#{number_of_object}"
        self.place = thing_place(number_of_object)
        self.reference = weakref.ref(thing, self.dies)

    def dies(self, _):
        collected(self)


thing_place = thing


class Running:
    """An object that runs, and on whose behalf."""

    __slots__ = "tracked", "by", "carried", "announced"

    def __init__(self, tracked, by, carried, announced):
        self.tracked = tracked
        self.by = by
        self.carried = carried
        self.announced = announced


class Caught:
    """An exception that a handler looks at."""

    __slots__ = "exception", "handler", "frame", "event"

    def __init__(self, exception, handler, frame, event):
        self.exception = exception
        self.handler = handler
        self.frame = frame
        self.event = event

    def verdict(self, event):
        """What it means that this happens next in the frame of the handler: `open`, `kept` or `lost`."""
        kind = event.kind
        if kind == "raised" or self.handler is FINALLY and kind == "exception":
            return "lost"
        if kind == "returned":
            return "kept"
        if self.handler is FINALLY:
            return "open"
        if event.site == self.event.site:
            # `__exit__` is called, or awaited, on the line of the `with`; what it raises arrives there.
            return "lost" if kind == "exception" else "open"
        return "kept"

    def sleeps(self):
        return self.event.place is not None and self.event.place[:1] == b"\2"


class ThreadState:
    """What one thread of the program is at."""

    def __init__(self, number_of_thread):
        self.id = number_of_thread
        self.running = []
        self.in_flight = 0
        self.passing = None
        self.yielded = None
        self.clause = None
        self.blocks = []
        self.deferred = None
        self.collected = None
        # What the latest awaitable of an async generator was made for, until it resumes the generator.
        self.order = None
        # The frame of an object that has just begun.
        self.fresh = 0
        # The exception thrown into an `await`, which is no news there.
        self.thrown = 0
        self.eager = None
        self.task = None
        self.event_loop = 0
        self.activations = []
        self.quiet = 0
        self.paused = None
        self.typed = None
        # Below the outermost frame of an evaluation lies the frame that is paused.
        self.borrowed = None


codes = {}
paths = {}
objects = []
by_identity = {}
by_frame = {}
named = {}
counts = {"frames": 0, "threads": 0, "files": 0}
threads = {}
get_ident = _thread.get_ident


def new(kind):
    counts[kind] += 1
    return counts[kind]


def thread():
    """What this thread is at; it is greeted on its first event."""
    state = threads.get(get_ident())
    if state is None:
        state = threads[get_ident()] = ThreadState(new("threads") - 1)
        if state.id:
            greet_thread(state)
    return state


def watched(code):
    """What is known of a code object, where it is the program's."""
    known = codes.get(id(code))
    return known if known is not None and known.code is code else None


def watch(code, file):
    """Follows a code object and all that are inside it."""
    for inner in inner_codes(code):
        if watched(inner) is None:
            codes[id(inner)] = WatchedCode(inner, file)
            follow(inner)


def frame_of(thing):
    """The frame of a generator-like object that is not closed."""
    cls = class_of(thing)
    if cls is GeneratorType:
        return thing.gi_frame
    if cls is CoroutineType:
        return thing.cr_frame
    return thing.ag_frame if cls is AsyncGeneratorType else None


def delegate_of(thing):
    """What a generator-like object delegates to or awaits."""
    cls = class_of(thing)
    if cls is GeneratorType:
        return thing.gi_yieldfrom
    if cls is CoroutineType:
        return thing.cr_await
    return thing.ag_await if cls is AsyncGeneratorType else None


def python_state(thing):
    """The state Python gives an object now."""
    frame = frame_of(thing)
    cls = class_of(thing)
    # An async generator says so as long as one of its awaitables is under way, whether or not it sleeps in it.
    running = thing.gi_running if cls is GeneratorType else thing.cr_running if cls is CoroutineType else None
    if running is None:
        known = tracked(thing)
        running = known is not None and known.state == "running" and frame is not None and is_on_stack(known)
    if running:
        return "running"
    if frame is None:
        return "closed"
    return "created" if frame.f_lasti < START_OFFSET or is_unstarted(frame) else "suspended"


# Before 3.11 a frame that has not begun stands before its first instruction; since then at RETURN_GENERATOR.
START_OFFSET = 0


def is_unstarted(frame):
    if VERSION < (3, 11):
        return frame.f_lasti < 0
    known = watched(frame.f_code)
    if known is None:
        return False
    if known.roles is None:
        known.read()
    at = known.instructions.get(frame.f_lasti)
    return at is not None and known.table[at][1] in ("RETURN_GENERATOR", "COPY_FREE_VARS", "MAKE_CELL")


def tracked(thing):
    """What is known of an object, where it is one of the program's."""
    known = by_identity.get(id(thing))
    return known if known is not None and known.reference() is thing else None


def owner_of(frame):
    """The object that owns a frame, where it is known."""
    return by_frame.get(id(frame))


def is_on_stack(known):
    frame = sys._getframe(1)
    while frame is not None:
        if id(frame) == known.frame_key:
            return True
        frame = below(frame)
    return False


def label(value):
    """How an object with an id of ours is called: `<generator averager#1>`."""
    known = named.get(id(value))
    if known is not None and known[0] is class_of(value):
        return known[2]
    known = by_identity.get(id(value))
    if known is not None and class_of(value) in OBJECT_TYPES and known.reference() is value:
        return f"<{known.kind} {known.name}>"
    return None


def shown(value):
    """The text of a value."""
    state = thread()
    state.quiet += 1
    try:
        return safe_repr(value, label)
    finally:
        state.quiet -= 1


def behind(target):
    """The generator-like object behind what is awaited or delegated to: itself, or the one its iterator drives."""
    if class_of(target) in OBJECT_TYPES:
        return target
    if class_of(target).__name__ in ("async_generator_asend", "async_generator_athrow", "coroutine_wrapper",
                                     "anext_awaitable"):
        return referent(target)
    return None


def referents(value):
    import gc

    return gc.get_referents(value)


def referent(value):
    """The first object that another one holds."""
    return next(iter(referents(value)), None)
