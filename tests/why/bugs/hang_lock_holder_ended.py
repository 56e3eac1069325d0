# finds: lock-lost 6
import asyncio


async def update(lock, name):
    await lock.acquire()
    print(name, "has it")
    await asyncio.sleep(1)
    lock.release()


async def main():
    lock = asyncio.Lock()
    first = asyncio.create_task(update(lock, "first"))
    await asyncio.sleep(0.1)
    first.cancel()
    await update(lock, "second")


asyncio.run(main())
