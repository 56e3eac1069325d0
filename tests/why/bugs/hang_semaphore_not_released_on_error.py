# finds: lock-lost 6
import asyncio


async def fetch(limit, number):
    await limit.acquire()
    if number == 1:
        raise ValueError("bad number")
    await asyncio.sleep(0.01)
    limit.release()
    return number


async def main():
    limit = asyncio.Semaphore(1)
    jobs = [fetch(limit, number) for number in range(4)]
    print(await asyncio.gather(*jobs, return_exceptions=True))


asyncio.run(main())
