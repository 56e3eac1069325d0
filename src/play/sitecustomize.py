"""Gives a Python of the system the virtual clock of this tool: it stands still while code runs, and jumps where all wait.

Put on PYTHONPATH for `check --cpython`. Covered: `time`, `asyncio` and whatever else waits in `selectors`, and what
`threading` does with a timeout. A thread counts as waiting where it sleeps by this clock, or where it has done nothing
for a few looks, as one does that waits for a lock, a queue or another thread.
"""

import _thread
import selectors
import sys
import threading
import time

EPOCH = 1735689600 * 10**9  # where the tool's own virtual clock begins
FREE_QUESTIONS = 1000  # so often may one moment be asked for before asking takes time itself
QUESTION = 10**6
NEVER = 2**63
LOOK = 0.001  # seconds of the world between two looks at threads that do nothing
LOOKS = 5  # so many looks without a step make a thread one that waits

_sleep = time.sleep
_ident = _thread.get_ident


class Clock:
    def __init__(self):
        self.now = 0  # nanoseconds
        self.questions = 0
        self.count = 0
        self.mutex = _thread.allocate_lock()
        self.waiting = {}  # thread: (deadline, number, lock that is released when the clock is there)
        self.seen = {}  # thread: (where it stood, how many looks ago it moved)

    def ask(self):
        self.questions += 1
        if self.questions > FREE_QUESTIONS:
            self.now += QUESTION
        return self.now

    def wait(self, seconds, ready=None):
        """Waits until the clock has moved on by so much, or until something is ready; None waits for that alone."""
        found = ready(0) if ready else None
        if found:
            return found
        own = _ident()
        woken = _thread.allocate_lock()
        woken.acquire()
        with self.mutex:
            self.count += 1
            deadline = NEVER if seconds is None else self.now + max(0, round(seconds * 1e9))
            self.waiting[own] = (deadline, self.count, woken)
            self.seen.pop(own, None)
        try:
            while True:
                self.advance()
                if ready is None:
                    if woken.acquire(True, LOOK):
                        return None
                else:
                    if woken.acquire(False):
                        return ready(0)
                    found = ready(LOOK)
                    if found:
                        return found
        finally:
            with self.mutex:
                self.waiting.pop(own, None)

    def advance(self):
        """Moves on to the next deadline where every thread waits, and wakes the one that waits for it."""
        with self.mutex:
            if not self.waiting:
                return
            frames = sys._current_frames()
            others = [thread for thread in frames if thread not in self.waiting]
            if not all([self.is_idle(thread, frames[thread]) for thread in others]):
                return
            thread = min(self.waiting, key=lambda thread: self.waiting[thread][:2])
            deadline, _, woken = self.waiting[thread]
            if deadline == NEVER:
                return
            if deadline > self.now:
                self.now = deadline
                self.questions = 0
            del self.waiting[thread]
            self.seen.clear()
            woken.release()

    def is_idle(self, thread, frame):
        place = (id(frame), frame.f_lasti)
        before, since, at = self.seen.get(thread, (None, 0, 0))
        now = _monotonic()
        if before != place:
            self.seen[thread] = (place, 0, now)
            return False
        if now - at < LOOK / 2:
            return since >= LOOKS
        self.seen[thread] = (place, since + 1, now)
        return since + 1 >= LOOKS


_monotonic = time.monotonic
clock = Clock()


def seconds(base=0):
    return lambda: (base + clock.ask()) / 1e9


def nanoseconds(base=0):
    return lambda: base + clock.ask()


def sleep(seconds):
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    clock.wait(seconds)


time.sleep = sleep
time.time, time.time_ns = seconds(EPOCH), nanoseconds(EPOCH)
time.monotonic = time.perf_counter = seconds()
time.monotonic_ns = time.perf_counter_ns = nanoseconds()


def patched(kind):
    select = kind.select

    def virtual(self, timeout=None):
        if timeout is not None and timeout <= 0:
            return select(self, 0)
        return clock.wait(timeout, lambda limit: select(self, limit))

    kind.select = virtual


for name in ("SelectSelector", "PollSelector", "EpollSelector", "DevpollSelector", "KqueueSelector"):
    if hasattr(selectors, name) and "select" in vars(getattr(selectors, name)):
        patched(getattr(selectors, name))


class Waiter:
    """The lock on which a condition waits; a timeout is by the clock."""

    def __init__(self):
        self.lock = _thread.allocate_lock()
        self.release, self.locked = self.lock.release, self.lock.locked

    def acquire(self, blocking=True, timeout=-1):
        if not blocking or timeout is None or timeout <= 0:
            return self.lock.acquire(blocking, -1) if blocking else self.lock.acquire(False)
        ready = lambda limit: self.lock.acquire(True, limit) if limit else self.lock.acquire(False)
        return bool(clock.wait(timeout, ready))

    __enter__ = acquire

    def __exit__(self, *_):
        self.release()


threading._allocate_lock = Waiter
_join = threading.Thread.join


def join(self, timeout=None):
    if timeout is None or timeout <= 0 or not self.is_alive():
        return _join(self, timeout)
    clock.wait(timeout, lambda limit: (_sleep(limit) if limit else None, not self.is_alive())[1])


threading.Thread.join = join
