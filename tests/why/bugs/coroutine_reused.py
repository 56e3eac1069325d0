# finds: reused 12
import asyncio


async def one():
    return 1


async def main():
    coro = one()
    print(await coro)
    print(await coro)


asyncio.run(main())
