import asyncio
import heapq
import itertools
import time
import types
from collections import deque

ready, timers, order = deque(), [], itertools.count()


class Task:
    def __init__(self, coroutine):
        self.coroutine = coroutine
        self.done, self.result, self.waiters = False, None, []
        ready.append(self)

    def __await__(self):
        if not self.done:
            yield self  # <1>
        return self.result


@types.coroutine
def sleep(seconds):
    yield seconds  # <2>


def step(task):
    try:
        wanted = task.coroutine.send(None)  # <3>
    except StopIteration as stop:
        task.done, task.result = True, stop.value
        ready.extend(task.waiters)  # <4>
    else:
        if isinstance(wanted, Task):
            wanted.waiters.append(task)  # <5>
        else:
            when = time.monotonic() + wanted
            heapq.heappush(timers, (when, next(order), task))  # <6>


def run(coroutine):
    main = Task(coroutine)
    while not main.done:
        if not ready:
            when, _, task = heapq.heappop(timers)
            time.sleep(max(0, when - time.monotonic()))
            ready.append(task)
        step(ready.popleft())


async def cook(loop, name, seconds):
    print(name, "on")
    await loop.sleep(seconds)  # <7>
    print(name, "ready")
    return name


async def breakfast(loop):
    tea = loop.create_task(cook(loop, "tea", 0.3))
    egg = loop.create_task(cook(loop, "egg", 0.1))
    print("served:", await tea, await egg)  # <8>


ours = types.SimpleNamespace(run=run, sleep=sleep, create_task=Task)
for loop in (ours, asyncio):
    loop.run(breakfast(loop))  # <9>
