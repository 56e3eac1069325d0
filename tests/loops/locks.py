# A lock is handed on in order; a cancelled waiter is left out.
import asyncio


async def worker(name, lock):
    async with lock:
        print(name, "has it", asyncio.get_running_loop().time())
        await asyncio.sleep(1)


async def main():
    lock = asyncio.Lock()
    tasks = [asyncio.create_task(worker(name, lock), name=name) for name in "abc"]
    await asyncio.sleep(0.5)
    print(lock.locked(), lock)
    tasks[1].cancel()
    print(await asyncio.gather(*tasks, return_exceptions=True), lock.locked())
    try:
        lock.release()
    except RuntimeError as error:
        print(error)


def shorten(lock):
    return "lock with {} waiting".format(len(lock._waiters or ()))


asyncio.Lock.__repr__ = shorten
asyncio.run(main())
