import asyncio


async def produce(queue):
    for number in range(5):
        await queue.put(number)
        await asyncio.sleep(0.01)
    await queue.put(None)


async def consume(queue):
    while (item := await queue.get()) is not None:
        print("got", item)


async def main():
    queue = asyncio.Queue(maxsize=2)
    await asyncio.gather(produce(queue), consume(queue))


asyncio.run(main())
