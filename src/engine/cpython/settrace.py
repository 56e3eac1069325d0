"""What `sys.settrace` tells of the program's code (CPython before 3.12), turned into the same events as `sys.monitoring` gives.

It has a `call` for each resumption and a `return` for each yield, return and exception that leaves; which of them it was is
read from the instruction the frame stands at. Where a handler begins and where an `await` ends is seen by the single
instructions (`f_trace_opcodes`), which are asked for only where the code has such places.
"""

# By the identity of a frame: the exception it has in hand, and whether that was just raised.
hands = {}


def start_listening():
    if VERSION >= (3, 12):
        start_monitoring()
        return
    import threading

    threading.settrace(on_call)
    sys.settrace(on_call)


class Hand:
    """An exception in a frame."""

    __slots__ = "exception", "fresh"

    def __init__(self, exception):
        self.exception = exception
        self.fresh = True


def on_call(frame, event, argument):
    code = frame.f_code
    known = codes.get(id(code))
    if known is None or known.code is not code or not is_listening():
        return None
    if known.roles is None:
        known.read()
    frame.f_trace_lines = detail == "lines"
    frame.f_trace_opcodes = bool(known.makes or known.has_handlers)
    if known.makes:
        slept_at = frame.f_lasti if VERSION < (3, 11) else frame.f_lasti - 2
        begins = slept_at < 0 or VERSION >= (3, 11) and known.name_at(slept_at) != "YIELD_VALUE"
        goes_on(frame, known)
        if begins:
            thread().fresh = id(frame)
    if detail == "lines":
        activation(frame, known, True)
        if known.makes and not begins and is_delegating(known, slept_at):
            # The line of the `yield from` or `await` goes on.
            reached(frame, known, known.line(frame.f_lasti))
    return on_event


def is_delegating(code, offset):
    """Whether a frame that sleeps at an offset does so in a `yield from` or `await`."""
    return code.role(offset) == YIELD_DELEGATING or VERSION < (3, 11) and code.name_at(offset + 2) == "YIELD_FROM"


def on_event(frame, event, argument):
    known = codes[id(frame.f_code)]
    if not is_listening():
        return on_event
    if event == "opcode":
        on_opcode(frame, known, frame.f_lasti)
    elif event == "line":
        hand = hands.get(id(frame))
        if hand is not None and hand.fresh:
            reaches_handler(frame, known, frame.f_lasti, hand)
        begins_or_goes_on(frame, known, frame.f_lineno)
    elif event == "exception":
        exception = argument[1]
        strip_behind(argument[2])
        if id(frame) in hands or not ends_loop(known, frame.f_lasti, exception):
            hands[id(frame)] = Hand(exception)
        if not ends_loop(known, frame.f_lasti, exception):
            arrived(frame, known, frame.f_lasti, exception, argument[2])
        else:
            hands.pop(id(frame), None)
    elif event == "return":
        leaves(frame, known, argument)
    return on_event


def ends_loop(code, offset, exception):
    """The end of a loop or of a delegation is no exception to the program (PEP 234, PEP 380)."""
    return isinstance(exception, StopIteration) and code.role(offset) in (FOR_ITER, SEND_YIELD_FROM, SEND_AWAIT)


def on_opcode(frame, code, offset):
    """An instruction is about to run."""
    hand = hands.get(id(frame))
    if hand is not None and hand.fresh:
        reaches_handler(frame, code, offset, hand)
    if hand is not None and code.name_at(offset) == "RERAISE":
        goes_on_up(hand.exception)
    if offset in code.ends:
        owner_known = by_frame.get(id(frame))
        if owner_known is not None and owner_known.delegating is not None or code.makes:
            if owner_known is not None:
                delegation_ended(owner_known, code, offset)


def reaches_handler(frame, code, offset, hand):
    hand.fresh = False
    found_handler = code.handler_at(offset)
    if found_handler is not None:
        handled(frame, code, found_handler, hand.exception)


def leaves(frame, code, value):
    """A frame yields, returns, or is left by an exception."""
    key, offset = id(frame), frame.f_lasti
    hand = hands.get(key)
    known = by_frame.get(key) if code.makes else None
    name = code.name_at(offset)
    is_raised = hand is not None and hand.fresh or name not in ("RETURN_VALUE", "YIELD_VALUE") and not (
        VERSION < (3, 11) and code.name_at(offset + 2) == "YIELD_FROM")
    if is_raised:
        if known is not None and hand is not None:
            unwound(frame, known, offset, hand.exception)
        hands.pop(key, None)
    elif name == "RETURN_VALUE":
        if known is not None:
            settle_deferred()
            answered(known, "returned", shown(value), code.site(offset))
        hands.pop(key, None)
    elif known is not None:
        yielded(known, code, offset if name == "YIELD_VALUE" else offset + 2, value)
    ends_activation(frame, code)
