import asyncio


async def rows():
    for number in range(3):
        await asyncio.sleep(0.01)
        yield number


async def main():
    async for row in rows():
        print(row)
    print([row async for row in rows()])


asyncio.run(main())
