# finds: never-set 7
import asyncio


async def consumer(queue):
    while True:
        item = await queue.get()
        print("got", item)


async def producer(queue):
    for number in range(3):
        await queue.put(number)


async def main():
    queue = asyncio.Queue()
    consuming = asyncio.create_task(consumer(queue))
    await producer(queue)
    await consuming


asyncio.run(main())
