"""The program's clock: the system's, or one that stands still while code runs and jumps when all wait."""

import contextlib

VIRTUAL_EPOCH = 1_735_689_600.0
FREE_QUESTIONS, QUESTION, NEVER, LOOK = 1000, 1_000_000, 1.8e10, 0.001
# How long in the world's time another thread must do nothing before it counts as waiting for something outside.
ASLEEP = 0.25


class ProgramClock:
    def __init__(self, kind):
        self.is_real = kind == "real"
        self.started = None
        self.nanoseconds = 0
        self.questions = 0
        # Those that wait: until when, and in which order they began.
        self.waiting = {}
        self.tickets = 0
        self.paused = 0

    def start(self):
        self.started = monotonic()

    def seconds(self):
        if not self.is_real:
            return self.nanoseconds / 1e9
        return 0.0 if self.started is None else round(monotonic() - self.started, 6)

    @contextlib.contextmanager
    def stopped(self):
        self.paused += 1
        try:
            yield
        finally:
            self.paused -= 1

    def asked(self):
        """Seconds since the start, for a program that asks. Too many questions at one moment take time."""
        if not self.is_real:
            self.questions += 1
            if self.questions > FREE_QUESTIONS:
                self.nanoseconds += QUESTION
        return self.seconds()

    def after(self, seconds):
        """The moment so many seconds from now, later than now as a program sees it; None where it never comes."""
        target = self.nanoseconds / 1e9 + seconds
        if not target < NEVER:
            return None
        target = round(max(target, 0.0) * 1e9)
        return max(target, next_visible(self.nanoseconds)) if seconds > 0 else max(target, self.nanoseconds)

    def after_for_loop(self, seconds):
        """The same for an event loop, which fires what is due within a nanosecond of its own float."""
        moment = self.after(seconds)
        if moment is None or moment / 1e9 + 1e-9 > moment / 1e9:
            return moment
        return next_visible(moment)

    def tick(self):
        self.nanoseconds = next_visible(self.nanoseconds)

    def jump(self, to):
        """Jumps to a moment, and tells of it."""
        before = self.nanoseconds
        self.questions = 0
        self.nanoseconds = max(before, to)
        if self.nanoseconds > before:
            tell(None, None, "clock_jumped", real(before / 1e9) + real(self.nanoseconds / 1e9))

    def wait(self, until, look, outside, is_loop):
        """Waits until `look(seconds)` finds something, or the moment comes: gives what was found, "due" or "never"."""
        found_now = look(0)
        if found_now:
            return found_now
        me = get_ident()
        self.tickets += 1
        self.waiting[me] = (float("inf") if until is None else until, self.tickets)
        began = quiet_since = monotonic()
        before = self.nanoseconds
        try:
            while True:
                others = others_run()
                if not others and not outside and not has_children():
                    if until is None:
                        return "never" if is_loop else "due"
                    if min(self.waiting.values()) == self.waiting[me]:
                        self.jump(until)
                        return "due"
                if self.nanoseconds != before:
                    before, quiet_since = self.nanoseconds, monotonic()
                if until is not None and self.nanoseconds >= until:
                    return "due"
                waited = monotonic() - quiet_since
                # What lies outside the program keeps the time of the world.
                if until is not None and waited >= (until - self.nanoseconds) / 1e9 and (
                        waited >= ASLEEP or outside) and min(self.waiting.values()) == self.waiting[me]:
                    self.jump(until)
                    return "due"
                found_now = look(LOOK)
                if found_now:
                    return found_now
        finally:
            del self.waiting[me]


def others_run():
    """Whether another thread of the program is not known to wait for the clock."""
    return any(ident not in clock.waiting and ident not in own_threads for ident in sys._current_frames())


own_threads = set()


def has_children():
    """Whether a process that the program started is still at work."""
    try:
        return os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
    except OSError:
        return False


def next_visible(now):
    """The next moment that is another number of seconds to a program."""
    step = 1
    while (now + step) / 1e9 <= now / 1e9:
        step *= 2
    return now + step


def is_asyncio_asking():
    """Whether it is asyncio that asks for the time, for its timers, or we do: not the program."""
    frame = sys._getframe(2)
    if frame.f_code.co_name == "time" and frame.f_back is not None:
        frame = frame.f_back
    return frame.f_code.co_filename == OWN_CODE or module_name(frame).startswith("asyncio.")


def ask():
    return clock.seconds() if is_asyncio_asking() else clock.asked()


def virtual_sleep(original):
    """The function to put in the place of `time.sleep`; it tells of a sleep that blocks a loop."""

    def sleep(seconds, /):
        started = clock.seconds()
        if clock.is_real:
            original(seconds)
        else:
            if isinstance(seconds, float) and seconds != seconds or not hasattr(seconds, "__index__") and not isinstance(
                    seconds, float) or seconds < 0 or seconds > 9_223_372_036:
                return original(seconds)
            clock.wait(clock.after(float(seconds)), resting, False, False)
        slept(clock.seconds() - started)
        return None

    return dressed(sleep, original)


def resting(seconds):
    if seconds:
        sleep_raw(seconds)
    return None


def slept(seconds):
    """Tells of a blocking sleep that stopped an event loop."""
    if ANSWERS is None or seconds <= 0 or not is_listening():
        return
    state = thread()
    state.quiet += 1
    try:
        waited = ANSWERS[0](seconds)
    except Exception:
        waited = None
    finally:
        state.quiet -= 1
    if waited is not None:
        caller = innermost()
        tell(caller.site, caller.place, "note", NOTE["blocked"] + real(seconds) + listed(map(text, waited)))


def virtual_select(look, timeout, outside):
    """What `look(seconds)` finds within a time on the virtual clock, None for ever; an empty list where it finds nothing."""
    until = None if timeout is None else clock.after_for_loop(timeout)
    found_now = clock.wait(until, look, outside, not outside)
    if found_now == "never":
        raise deadlock()
    return [] if found_now == "due" else found_now


def deadlock():
    """Tells that nothing can happen any more, and makes the exception that ends the wait."""
    state = thread()
    state.quiet += 1
    try:
        waiting = ANSWERS[1]() if ANSWERS is not None else []
    except Exception:
        waiting = []
    finally:
        state.quiet -= 1
    caller = innermost()
    tell(caller.site, caller.place, "note", NOTE["deadlock"] + listed(text(name) + awaitable_bytes(on) for name, on in waiting))
    return RuntimeError(deadlock_sentence(waiting))


def deadlock_sentence(waiting):
    """The note's own sentence, as `lang` says it."""
    said = "deadlock: no callback is ready, no timer is set, and nothing outside can wake the loop"
    return said + "".join(f"; {name} waits for {in_words(on)}" for name, on in waiting)


def in_words(awaited):
    """What is awaited, as `lang` says it in English."""
    if isinstance(awaited, str):
        return awaited
    word = awaited[0]
    if word == "held":
        return f"{awaited[1]}, held by {awaited[2]}"
    if word == "group":
        return f"{awaited[1]} of {', '.join(map(in_words, awaited[2]))}"
    if word == "call":
        return f"{awaited[1]}({', '.join(map(in_words, awaited[2]))})"
    return f"{awaited[1]}'s next value" if word == "next" else f"{awaited[1]}'s end"
