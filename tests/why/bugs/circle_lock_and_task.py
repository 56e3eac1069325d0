# finds: circle 6
import asyncio


async def save(lock):
    async with lock:
        print("saved")


async def main():
    lock = asyncio.Lock()
    async with lock:
        job = asyncio.create_task(save(lock))
        await job


asyncio.run(main())
