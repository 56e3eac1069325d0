"""The methods of Python's generator-like types, replaced by ones that tell of the call and make it.

They see which method was called, with what, the refusals, and the closing of objects that never ran; what Python's own
loops and `await`s do without a method is told by their frames. The counterpart of `worker::listen::methods` and `calls`.
A frame of these functions never stays in a traceback of the program's: `strip` takes it out.
"""

import types



def is_listening():
    state = threads.get(get_ident())
    return state is None or not state.quiet


def found(value):
    """What is known of an object, where what happens to it is to be told."""
    known = by_identity.get(id(value))
    if known is None:
        return None
    held = known.reference()
    if held is not value:
        if held is None and known.kind == "async_generator" and id(frame_of(value)) == known.frame_key:
            # A loop's hook holds an async generator again that nobody held.
            known.reference = weakref.ref(value, known.dies)
        else:
            return None
    return known if is_listening() else None


def strip(exception):
    """Takes the frames out of a traceback that are ours, or Python's where plain CPython has native code."""
    while True:
        head = exception.__traceback__
        if head is None or not is_hidden(head.tb_frame.f_code):
            break
        exception.__traceback__ = head.tb_next
    strip_behind(head)


def strip_behind(head):
    """The same behind the first entry of a traceback."""
    while head is not None:
        after = head.tb_next
        if after is not None and is_hidden(after.tb_frame.f_code):
            head.tb_next = after.tb_next
        else:
            head = after


def is_hidden(code):
    return code.co_filename == OWN_CODE or id(code) in hidden_codes


hidden_codes = {}


class Call:
    """A method of an object that was called: what it carries, and how `around` tells of it."""

    __slots__ = "known", "how", "carries", "is_refused", "state", "mark"

    def __init__(self, known, how, carries=NOTHING, is_none=True, valid=True):
        reconcile()
        self.known, self.how, self.carries = known, how, carries
        before = self.state = known.state
        self.mark = None
        self.is_refused = (
            before == "running" or before == "closed" and how != "close"
            or before == "created" and how == "send" and not is_none or not valid)
        if self.is_refused or before == "closed" or before == "created" and how == "close":
            return
        state = thread()
        if state.paused == "transition" and how != "gc":
            raise RuntimeError(
                "a transition is under way: step on to the next line, nothing can be resumed before")
        if how in ("close", "gc"):
            state.passing = "GeneratorExit()"
        if state.eager is not None:
            caller, state.eager = Caller(actor_task(state.eager)), None
        else:
            caller = describe(here())
        if how == "next" and caller.role == FOR_ITER:
            how = "for"
        elif how == "send" and caller.role in (SEND_YIELD_FROM, SEND_AWAIT):
            # Under `sys.settrace` the instruction calls the method (before 3.12).
            delegated_by(caller, known)
            how, carries = how_resumed(known, caller)
        elif how in ("send", "throw") and caller.actor[:1] == b"\3":
            # The loop steps a task with nothing in hand.
            how, carries = "task", carries if how == "throw" or not is_none else NOTHING
        if carries[:1] == b"\2":
            state.passing = thrown_text(carries)
        self.mark = len(state.running)
        resumed(known, how, carries, caller, True)
        if self.how in ("throw", "close"):
            known.pinned += 1
            held = known.reference()
            if held is not None:
                hand_down(held, how, carries)

    def ended(self, result, exception):
        """Tells what the call did, where nothing else has."""
        known = self.known
        if self.is_refused:
            self.refused(result, exception)
            return
        if self.mark is None:
            if self.state == "created" and exception is None:
                closed_unstarted(known)
            return
        settle_deferred()
        if self.how in ("throw", "close"):
            known.pinned -= 1
        if any(other.tracked is known for other in thread().running):
            answer = self.answer(result, exception)
            if self.how == "close":
                running = thread().running
                while running[-1].tracked is not known:
                    settle(running[-1].tracked)
                closed_in_silence(known, *answer)
            answered(known, *answer, known.site)

    def answer(self, result, exception):
        if exception is not None:
            if isinstance(exception, StopIteration) and self.how != "close":
                return "returned", shown(exception.value)
            return "raised", shown(exception)
        if self.how != "close":
            return "yielded", shown(result)
        held = self.known.reference()
        if held is None or frame_of(held) is None:
            return "raised", "GeneratorExit()"
        return "yielded", thread().yielded or "None"

    def refused(self, result, exception):
        caller = describe(here())
        how = "for" if self.how == "next" and caller.role == FOR_ITER else self.how
        tell_refused(self.known, caller, how, self.carries, shown(exception) if exception is not None else shown(result))


def tell_refused(known, caller, how, carries, exception):
    fields = b"".join((
        number(known.id), caller.actor, HOWS[how], carries, text(exception), STATES[known.state], STATES[known.state]))
    tell(caller.site, caller.place, "refused", fields, known.id)


def closed_unstarted(known):
    """Tells that an object was closed without running."""
    caller = describe(here())
    before, known.state = known.state, "closed"
    forget_frame(known)
    tell(caller.site, caller.place, "closed", number(known.id) + STATES[before] + STATES["closed"], known.id)


def collected(known):
    """Nobody holds the object any more (`_PyGen_Finalize` of CPython's Objects/genobject.c)."""
    if known.kind != "async_generator" or known.state in ("created", "closed"):
        if by_identity.get(known.identity) is known:
            del by_identity[known.identity]
    if known.state == "closed" or teller.alone:
        return
    if not is_listening():
        forget_frame(known)
        known.state = "closed"
        return
    if known.state == "created":
        reconcile()
        closed_unstarted(known)
        if known.kind == "coroutine":
            code = known.code.code
            note(NOTE["never_awaited"] + text(getattr(code, "co_qualname", code.co_name)))
        return
    if known.state != "suspended":
        return
    if known.kind == "async_generator" and known.by_loop:
        # The loop closes it later.
        thread().collected = known
        return
    reconcile()
    state = thread()
    state.passing = "GeneratorExit()"
    caller = describe(here())
    caller.actor = GC
    resumed(known, "gc", NOTHING, caller, True)
    outer = known
    while outer.delegating is not None and outer.delegating[1] is not None:
        inner = objects[outer.delegating[1] - 1]
        if inner.state != "suspended":
            break
        resumed(inner, "close", NOTHING, Caller(outer.place, outer.site, outer.place, tracked=outer), True)
        outer = inner


def thrown_shown(arguments):
    """The text of what is thrown: a class is thrown as an instance made without arguments, or with the value given."""
    kind = arguments[0] if arguments else None
    value = arguments[1] if len(arguments) > 1 else None
    if not isinstance(kind, type):
        return shown(kind)
    if value is None:
        return f"{kind.__name__}()"
    if isinstance(value, kind):
        return shown(value)
    given = value if isinstance(value, tuple) else (value,)
    return f"{kind.__name__}({', '.join(map(shown, given))})"


def is_exception(thrown):
    if isinstance(thrown, type):
        return issubclass(thrown, BaseException)
    return isinstance(thrown, BaseException)


def watch_methods(put, cls):
    """The methods of generators and coroutines."""
    send_as_was, throw_as_was, close_as_was = cls.send, cls.throw, cls.close

    def send(self, *arguments, **names):
        known = found(self)
        if known is None or len(arguments) != 1 or names:
            return send_as_was(self, *arguments, **names)
        call = Call(known, "send", carried(shown(arguments[0])), arguments[0] is None)
        result = None
        try:
            result = send_as_was(self, arguments[0])
            return result
        finally:
            call.ended(result, sys.exc_info()[1] if result is None else None)

    def throw(self, *arguments, **names):
        known = found(self)
        if not arguments or names or not is_listening():
            return throw_as_was(self, *arguments, **names)
        if known is None:
            return throw_through(self, throw_as_was, arguments)
        call = Call(known, "throw", thrown_in(thrown_shown(arguments)), valid=is_exception(arguments[0]))
        result, outside = None, sys.exc_info()[1]
        try:
            result = throw_as_was(self, *arguments)
            return result
        finally:
            ended_with = sys.exc_info()[1] if result is None else None
            call.ended(result, None if ended_with is outside and ended_with is not arguments[0] else ended_with)

    def close(self, *arguments):
        known = found(self)
        if known is None or arguments:
            return close_as_was(self, *arguments)
        call = Call(known, "close")
        result = done = None
        outside = sys.exc_info()[1]
        try:
            result = close_as_was(self)
            done = True
            return result
        finally:
            call.ended(None, sys.exc_info()[1] if not done else None)

    for name, function_, original in (("send", send, send_as_was), ("throw", throw, throw_as_was),
                                      ("close", close, close_as_was)):
        put(cls, name, dressed(function_, original))


def dressed(function_, original):
    function_.__name__ = original.__name__
    function_.__qualname__ = original.__qualname__
    function_.__doc__ = original.__doc__
    function_.__module__ = getattr(original, "__module__", None) or "builtins"
    return function_


def throw_through(outer, original, arguments):
    """Throws into an object that is not the program's but may delegate to some that are."""
    reconcile()
    state = thread()
    depth = len(state.running)
    carries = thrown_in(thrown_shown(arguments))
    state.passing = thrown_text(carries)
    hand_down(outer, "throw", carries)
    try:
        return original(outer, *arguments)
    finally:
        settle_deferred()
        while len(state.running) > depth:
            settle(state.running[-1].tracked)


def watch_async_methods(put):
    """The methods of async generators only make awaitables: noted is what these will do."""
    for name, how in (("__anext__", "anext"), ("asend", "asend"), ("athrow", "athrow"), ("aclose", "aclose")):
        original = getattr(AsyncGeneratorType, name)
        put(AsyncGeneratorType, name, dressed(ordering(original, how), original))


def ordering(original, how):
    def method(self, *arguments, **names):
        known = found(self)
        if known is not None:
            carries = NOTHING
            if how == "asend" and arguments:
                carries = carried(shown(arguments[0]))
            elif how == "athrow" and arguments:
                carries = thrown_in(shown(arguments[0]))
            known.ordered = (how, carries)
        made_one = original(self, *arguments, **names)
        if known is not None:
            thread().order = known, how, carries
        return made_one

    return method


def put_into_native(cls, name, value):
    """Sets an attribute of a class that is written in C, and makes Python forget what it knew of it."""
    attributes = referents(cls.__dict__)[0]
    attributes[name] = value


def replace_methods():
    watch_methods(put_into_native, GeneratorType)
    watch_methods(put_into_native, CoroutineType)
    watch_async_methods(put_into_native)
    forget_caches()


def forget_caches():
    clear = getattr(sys, "_clear_internal_caches", None)
    if hasattr(sys, "_clear_type_cache"):
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sys._clear_type_cache()
    elif clear is not None:
        clear()
