# finds: blocked 7-11
# clock: real
import asyncio


async def count():
    await asyncio.sleep(0.01)
    total = 0
    for number in range(3_000_000):
        total += number
    return total


async def heartbeat():
    for _ in range(5):
        await asyncio.sleep(0.02)


async def main():
    await asyncio.gather(heartbeat(), count())


asyncio.run(main())
