"""Who is below on the stack: the code that called, resumed or created.

The counterpart of `worker::ledger::caller`.
"""

OWN_CODE = "<learn-coroutines>"


class Caller:
    """The code that calls, as far as the trace tells of it."""

    __slots__ = "actor", "site", "place", "role", "offset", "through", "tracked"

    def __init__(self, actor, site=None, place=None, role=None, offset=0, through=None, tracked=None):
        self.actor = actor
        self.site = site
        self.place = place
        self.role = role
        self.offset = offset
        self.through = through
        self.tracked = tracked


def here():
    """The innermost frame that is none of ours."""
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename == OWN_CODE:
        frame = below(frame)
    return frame


def below(frame):
    """The frame below; below what an expression at a pause runs lies the frame that is paused."""
    back = frame.f_back
    if back is None or frame.f_code is EVALUATION:
        state = threads.get(get_ident())
        if state is not None and state.borrowed is not None and frame.f_code is EVALUATION:
            return state.borrowed
    return back


def module_name(frame):
    name = frame.f_globals.get("__name__")
    return name if isinstance(name, str) else "python"


def is_turn_of_the_loop(frame):
    """Below such a frame lies only what started the loop."""
    return frame.f_code.co_name in ("_run_once", "_run") and module_name(frame).startswith("asyncio.")


def describe(frame):
    """What a frame is, as a caller: the program's code it is, or that lies nearest below it.

    Library code in between only hands on what the program's own code gave it, up to a turn of the event loop: what runs
    there, runs for a task or for the loop.
    """
    library_name, transparent, through = None, True, None
    while frame is not None and frame.f_code is not MAIN:
        code = frame.f_code
        if code.co_filename == OWN_CODE:
            frame = below(frame)
            continue
        turn = is_turn_of_the_loop(frame)
        steps = turn and thread().task is not None
        known = codes.get(id(code))
        if known is not None and known.code is code and not steps:
            caller = of_program(frame, known)
            if library_name is not None and not transparent:
                caller.role = None
            else:
                caller.through = through
            return caller
        if turn:
            state = thread()
            return Caller(actor_task(state.task) if state.task is not None else actor_loop(state.event_loop))
        transparent = transparent and bool(code.co_flags & (GENERATOR | COROUTINE | ASYNC_GENERATOR))
        if library_name is None:
            library_name = module_name(frame)
        through = frame
        frame = below(frame)
    return Caller(library((library_name or "python").partition(".")[0]))


def of_program(frame, known):
    offset = frame.f_lasti
    owner = by_frame.get(id(frame)) if known.makes else None
    if owner is not None:
        return Caller(owner.place, known.site(offset), owner.place, known.role(offset), offset, None, owner)
    return Caller(known.place, known.site(offset), known.place, known.role(offset), offset)


def place_of(frame, known):
    """Which code of the program runs in a frame, as the trace names it."""
    if known.makes:
        owner = by_frame.get(id(frame))
        if owner is not None:
            return owner.place
    return known.place


def program_frame():
    """The innermost frame of the program on this thread."""
    frame = here()
    while frame is not None and watched(frame.f_code) is None:
        frame = below(frame)
    return frame


def innermost():
    """The innermost code of the program on this thread, whatever library code runs on top of it."""
    return describe(program_frame())


def is_program_calling():
    """Whether the innermost Python code, our own and asyncio's factories aside, is the program's."""
    frame = here()
    while frame is not None:
        if frame.f_code.co_filename != OWN_CODE and frame.f_code.co_name not in STAND_INS:
            return watched(frame.f_code) is not None
        frame = below(frame)
    return False


# Python functions where the embedded interpreter has native code, or asyncio its factories.
STAND_INS = frozenset(("create_future",))
EVALUATION = MAIN = None
