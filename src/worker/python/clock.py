"""The virtual clock: time stands still while code runs and jumps to the next moment anybody waits for.

`native.now()` and `native.advance(seconds)` are the clock; a session's can be the system's for a while
(`native.is_real()`). asyncio reads `time.monotonic`, datetime reads `time.time`, and both see the same clock. With several threads the clock jumps to the
earliest moment that any of them sleeps until, once all others have been quiet for a moment of real time.
"""

import _thread
import sys
import time

# Real seconds between two looks at what the other threads do, and how many quiet looks let the clock jump: few where
# all others sleep on this clock, more where one may be at work or wait for something that nobody can see.
LOOK = 0.002
FEW_LOOKS = 3
MORE_LOOKS = 50

epoch = native.epoch


class Sleepers:
    """The threads that sleep on the virtual clock, by the moment they wake."""

    def __init__(self):
        self._lock = _thread.allocate_lock()
        self._entries = []
        self._tickets = 0

    def enter(self, wake, kind):
        with self._lock:
            self._tickets += 1
            entry = (wake, self._tickets, kind)
            self._entries.append(entry)
            return entry

    def leave(self, entry):
        with self._lock:
            self._entries.remove(entry)

    def is_first(self, entry):
        with self._lock:
            return min(self._entries) == entry

    def asleep(self):
        """How many threads sleep in `time.sleep`; a loop that waits for its timers is not among them."""
        with self._lock:
            return sum(kind == "sleep" for _, _, kind in self._entries)


sleepers = Sleepers()
jobs = 0
jobs_lock = _thread.allocate_lock()
executors = []


def is_alone():
    """Whether no other thread could do anything: there is none, or only executors' threads without a job."""
    if _thread._count() == 0:
        return True
    workers = executors_threads()
    # An executor keeps its threads when they have ended, so that their number alone says nothing.
    return jobs == 0 and _thread._count() <= len(workers) and not has_strangers(workers)


def executors_threads():
    return [thread for executor in executors if executor() is not None for thread in list(executor()._threads)]


def has_strangers(workers):
    """Whether there are threads besides this one and the executors' own."""
    threading = sys.modules["threading"]
    this = threading.current_thread()
    return any(thread is not this and thread not in workers for thread in threading.enumerate())


def looks_needed():
    workers = executors_threads()
    awake = _thread._count() - len(workers) - sleepers.asleep()
    return MORE_LOOKS if awake > 0 or workers and has_strangers(workers) else FEW_LOOKS


def pause():
    """Lets other threads run for a moment of real time."""
    lock = _thread.allocate_lock()
    lock.acquire()
    lock.acquire(True, LOOK)


def wait_until(wake, kind, look):
    """Waits until the clock is at `wake`, or `look()`, called again and again, gives something; gives that."""
    entry = sleepers.enter(wake, kind)
    quiet = 0
    try:
        while native.now() < wake:
            found = look()
            if found:
                return found
            # A job that is given to an executor and not asleep is at work: it is waited for as long as it takes.
            busy = jobs > sleepers.asleep()
            quiet = quiet + 1 if sleepers.is_first(entry) and not busy else 0
            if quiet >= looks_needed():
                native.advance(wake)
        return None
    finally:
        sleepers.leave(entry)


def sleep(seconds, /):
    """Delay execution for a given number of seconds. The argument may be a floating-point number."""
    if native.is_real():
        return real_sleep(seconds)
    if not isinstance(seconds, (int, float)):
        seconds = float(seconds)
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    wake = native.now() + seconds
    if is_alone():
        native.advance(wake)
    else:
        wait_until(wake, "sleep", pause)


def nanoseconds():
    return round(native.now() * 1_000_000_000)


def virtual_selector():
    import selectors

    class VirtualSelector(selectors.DefaultSelector):
        """Lets the clock jump instead of waiting, unless something outside the program's own code is waited for."""

        def select(self, timeout=None):
            if native.is_real():
                return super().select(timeout)
            if timeout is not None and timeout <= 0:
                return super().select(0)
            # Asked before the look: what another thread did before it ended is seen by that.
            alone = is_alone()
            ready = super().select(0)
            if ready:
                return ready
            if timeout is None:
                if alone and not self.waits_for_others():
                    native.deadlock()
                return super().select(None)
            wake = native.now() + timeout
            if self.waits_for_others():
                ready = super().select(timeout)
                native.advance(native.now() if ready else wake)
                return ready
            if alone:
                native.advance(wake)
                return ready
            look = super().select
            return wait_until(wake, "loop", lambda: look(LOOK)) or []

        def waits_for_others(self):
            # An event loop registers one end of a socket pair to wake itself up; anything more is the program's.
            return len(self.get_map()) > 1

    selectors.DefaultSelector = VirtualSelector


def count_jobs():
    import weakref

    executor = sys.modules["concurrent.futures.thread"].ThreadPoolExecutor
    original = executor.submit
    base = sys.modules["concurrent.futures._base"]
    DONE = (base.CANCELLED, base.CANCELLED_AND_NOTIFIED, base.FINISHED)

    def over(future=None):
        global jobs
        with jobs_lock:
            jobs -= 1

    def ended(future):
        # A job is over once all have been told of it: among them asyncio, which only then wakes its loop.
        future._done_callbacks.append(over)

    def submit(self, fn, /, *args, **kwargs):
        global jobs
        with jobs_lock:
            jobs += 1
            if all(known() is not self for known in executors):
                executors.append(weakref.ref(self))
        try:
            future = original(self, fn, *args, **kwargs)
        except BaseException:
            over()
            raise
        with future._condition:
            is_done = future._state in DONE
            if not is_done:
                future._done_callbacks.append(ended)
        if is_done:
            over()
        return future

    submit.__doc__ = original.__doc__
    submit.__qualname__ = original.__qualname__
    executor.submit = submit


real_sleep = time.sleep
real_time = time.time
real_time_ns = time.time_ns


def seconds_since_1970():
    return real_time() if native.is_real() else epoch + native.now()


def nanoseconds_since_1970():
    return real_time_ns() if native.is_real() else round(epoch) * 1_000_000_000 + nanoseconds()


time.sleep = native.sleep(sleep)
time.monotonic = native.now
time.perf_counter = native.now
time.monotonic_ns = nanoseconds
time.perf_counter_ns = nanoseconds
time.time = seconds_since_1970
time.time_ns = nanoseconds_since_1970
native.when_imported("selectors", virtual_selector)
native.when_imported("concurrent.futures.thread", count_jobs)
