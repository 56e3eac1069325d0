import heapq
import itertools
import time
from collections import deque

order = itertools.count()


def cook(name, seconds):
    print(name, "on")
    yield seconds  # <1>
    print(name, "ready")


def run(*tasks):
    ready, timers = deque(tasks), []
    while ready or timers:
        if not ready:
            when, _, task = heapq.heappop(timers)
            time.sleep(max(0, when - time.monotonic()))  # <2>
            ready.append(task)
        task = ready.popleft()
        try:
            seconds = next(task)  # <3>
        except StopIteration:
            continue  # <4>
        when = time.monotonic() + seconds  # <5>
        heapq.heappush(timers, (when, next(order), task))  # <7>


run(cook("tea", 0.3), cook("egg", 0.1))  # <6>
