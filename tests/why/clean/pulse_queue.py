import asyncio


async def listener(queue):
    async with asyncio.timeout(5):
        for _ in range(3):
            print(await queue.get())


async def main():
    queue = asyncio.Queue()
    task = asyncio.create_task(listener(queue))
    for number in range(3):
        queue.put_nowait(number)
        await asyncio.sleep(0.1)
    await task


asyncio.run(main())
