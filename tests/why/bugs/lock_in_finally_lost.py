# finds: lock-lost 7
import asyncio


async def worker(lock, name):
    try:
        await lock.acquire()
        await asyncio.sleep(1)
        lock.release()
    except asyncio.CancelledError:
        print(name, "cancelled")
        raise


async def main():
    lock = asyncio.Lock()
    one = asyncio.create_task(worker(lock, "one"))
    two = asyncio.create_task(worker(lock, "two"))
    await asyncio.sleep(0.1)
    one.cancel()
    await asyncio.wait([one])
    await two


asyncio.run(main())
