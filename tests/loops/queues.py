# FIFO, priority and LIFO queues, their limits and refusals.
import asyncio


async def main():
    for kind in (asyncio.Queue, asyncio.PriorityQueue, asyncio.LifoQueue):
        queue = kind()
        for item in (3, 1, 2):
            queue.put_nowait(item)
        print(kind.__name__, [await queue.get() for _ in range(queue.qsize())])
        try:
            queue.get_nowait()
        except asyncio.QueueEmpty:
            print("empty")
    small = asyncio.Queue(1)
    small.put_nowait("only")
    try:
        small.put_nowait("too much")
    except asyncio.QueueFull:
        print("full", small.full())
    try:
        await asyncio.wait_for(small.put("late"), 1)
    except TimeoutError:
        print("nobody took it", small.qsize())
    small.get_nowait()
    try:
        await asyncio.wait_for(small.get(), 1)
    except TimeoutError:
        print("nobody brought one", small.qsize())
    small.task_done()
    try:
        small.task_done()
    except ValueError as error:
        print(error)


asyncio.run(main())
