import asyncio


async def fetch(limit, number):
    async with limit:
        await asyncio.sleep(0.01)
        return number


async def main():
    limit = asyncio.Semaphore(2)
    print(await asyncio.gather(*(fetch(limit, number) for number in range(6))))


asyncio.run(main())
