"""PEP 492: an event loop in ten lines: coroutines yield the time they want to sleep."""
import heapq
import types


@types.coroutine
def sleep(delay):
    yield delay


async def speaker(name, delay):
    for n in range(2):
        await sleep(delay)
        print(name, n)
    return name


def run(*coroutines):
    clock = 0
    queue = [(0, i, c) for i, c in enumerate(coroutines)]
    while queue:
        clock, i, c = heapq.heappop(queue)
        try:
            heapq.heappush(queue, (clock + c.send(None), i, c))
        except StopIteration as stop:
            print(f"{stop.value} ended at {clock}")


run(speaker("slow", 3), speaker("fast", 2))
