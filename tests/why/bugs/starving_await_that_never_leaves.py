# finds: starving 12
import asyncio


async def cached(key):
    return key * 2


async def poll():
    key = 0
    while key < 2_000:
        key += await cached(1) // 2


async def heartbeat():
    for _ in range(3):
        await asyncio.sleep(0)


async def main():
    await asyncio.gather(poll(), heartbeat())


asyncio.run(main())
