# finds: awaited-already 11
import asyncio


async def fetch():
    await asyncio.sleep(0.1)
    return 1


async def use(coro):
    return await coro


async def main():
    coro = fetch()
    print(await asyncio.gather(use(coro), use(coro)))


asyncio.run(main())
