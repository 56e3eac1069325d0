# finds: async-generator-running 12
import asyncio


async def rows():
    for number in range(4):
        await asyncio.sleep(0.01)
        yield number


async def take(source):
    return await anext(source)


async def main():
    source = rows()
    print(await asyncio.gather(take(source), take(source)))


asyncio.run(main())
