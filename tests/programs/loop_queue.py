"""asyncio: producer and consumer over a queue."""
# transitions: not written down here; the tests of asyncio look at its tasks and turns
import asyncio


async def producer(queue):
    for n in range(2):
        await queue.put(n)
        print("put", n)
    await queue.put(None)


async def consumer(queue):
    while (item := await queue.get()) is not None:
        print("got", item)


async def main():
    queue = asyncio.Queue(maxsize=1)
    await asyncio.gather(producer(queue), consumer(queue))


asyncio.run(main())
