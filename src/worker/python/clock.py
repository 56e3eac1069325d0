"""The virtual clock: time stands still while code runs and jumps to the next moment anybody waits for.

The model is in the agenda of the Rust side: one clock for all threads and loops of a program, which jumps when all of them
wait. Here Python's clocks and event loops are put on it. A session's clock can
be the system's for a while (`native.is_real()`). asyncio reads `time.monotonic`, datetime reads `time.time`, and both see
the same clock. Timers for the same moment fire in the order they were made, since on any real machine each is a little
later than the one before.
"""

import _thread
import sys
import time

def virtual_selector():
    import selectors

    class VirtualSelector(selectors.DefaultSelector):
        """Lets the clock jump instead of waiting."""

        def select(self, timeout=None):
            if native.is_real():
                return super().select(timeout)
            if timeout is not None and timeout <= 0:
                native.let_others()
                # A loop fires what is due within a nanosecond of its float: where floats are further apart, a timer for
                # this very moment would never be due.
                if native.now() + 1e-9 <= native.now():
                    native.tick()
                return super().select(0)
            timeout = None if timeout is None else float(timeout)
            return native.select(super().select, timeout, waits_outside(self.get_map()))

    selectors.DefaultSelector = VirtualSelector


def waits_outside(keys):
    """An event loop registers one end of a socket pair to wake itself up; anything more is the program's."""
    return len(keys) > 1 or any(not wakes_a_loop(key.data) for key in keys.values())


def wakes_a_loop(data):
    reader = data[0] if type(data) is tuple and data else None
    return getattr(getattr(reader, "_callback", None), "__name__", None) == "_read_from_self"


def insert(timers, timer, key):
    """`bisect.insort_right` with a key, which Python has since 3.10."""
    at = len(timers)
    while at and key(timers[at - 1]) > key(timer):
        at -= 1
    timers.insert(at, timer)


class InOrder:
    """`heapq` for a loop's timers: timers for the same moment stay in the order they were made."""

    def __init__(self):
        import bisect
        import operator

        self._insert = bisect.insort_right if sys.version_info >= (3, 10) else insert
        self._when = operator.attrgetter("_when")

    def heappush(self, timers, timer):
        self._insert(timers, timer, key=self._when)

    @staticmethod
    def heappop(timers):
        return timers.pop(0)

    def heapify(self, timers):
        timers.sort(key=self._when)


def virtual_loop():
    base_events = sys.modules["asyncio.base_events"]
    base_events.heapq = InOrder()
    # A loop looks after a day at the latest whether its timers are due, since systems cannot wait for longer.
    base_events.MAXIMUM_SELECT_TIMEOUT = float("inf")
    native.around(base_events.BaseEventLoop, "call_later", timer_made, None)
    native.around(base_events.BaseEventLoop, "call_soon_threadsafe", handed_over, None)


def timer_made(loop, delay=0, *args, **kwargs):
    """A timer is later than now, however short its delay is."""
    if not native.is_real() and 0 < delay and native.now() + delay <= native.now():
        native.tick()


def handed_over(loop, *args, **kwargs):
    """What a thread hands to the loop of another arrives when that thread is at rest."""
    thread = getattr(loop, "_thread_id", None)
    if not native.is_real() and thread is not None and thread != _thread.get_ident():
        native.at_gate(thread)


time.sleep = native.sleep(time.sleep)
time.monotonic, time.monotonic_ns = native.monotonic, native.monotonic_ns
time.perf_counter, time.perf_counter_ns = native.perf_counter, native.perf_counter_ns
time.time, time.time_ns = native.time, native.time_ns
native.when_imported("selectors", virtual_selector)
native.when_imported("asyncio.base_events", virtual_loop)
