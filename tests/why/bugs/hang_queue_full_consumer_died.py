# finds: never-set 14
# finds: never-retrieved 9
import asyncio


async def consumer(queue):
    while True:
        item = await queue.get()
        print(100 / item)


async def producer(queue):
    for number in range(5):
        await queue.put(number)


async def main():
    queue = asyncio.Queue(maxsize=1)
    task = asyncio.create_task(consumer(queue))
    await producer(queue)
    task.cancel()


asyncio.run(main())
