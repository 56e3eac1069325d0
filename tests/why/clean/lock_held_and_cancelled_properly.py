import asyncio


async def hold(lock):
    async with lock:
        await asyncio.sleep(10)


async def main():
    lock = asyncio.Lock()
    one = asyncio.create_task(hold(lock))
    await asyncio.sleep(0.01)
    two = asyncio.create_task(hold(lock))
    await asyncio.sleep(0.01)
    for task in (one, two):
        task.cancel()
        await asyncio.wait([task])
    async with lock:
        print("free again")


asyncio.run(main())
