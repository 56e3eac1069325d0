# A small queue between a fast producer and a slow consumer; None ends it.
import asyncio


async def producer(queue):
    for i in range(4):
        await queue.put(i)
        print("put", i, "size", queue.qsize())
    await queue.put(None)


async def consumer(queue):
    while (item := await queue.get()) is not None:
        print("got", item)
        await asyncio.sleep(1)
    return "no more"


async def main():
    queue = asyncio.Queue(maxsize=2)
    _, end = await asyncio.gather(producer(queue), consumer(queue))
    print(end, asyncio.get_running_loop().time())


asyncio.run(main())
