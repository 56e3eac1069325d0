import asyncio


async def ticker(left):
    while left > 0:
        await asyncio.sleep(0.1)
        left -= 1
        yield left


async def main():
    async for left in ticker(3):
        print(left)


asyncio.run(main())
