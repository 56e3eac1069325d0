# finds: circle 13
import asyncio


async def heartbeat():
    for _ in range(20):
        await asyncio.sleep(0.05)


async def transfer(one, other):
    async with one:
        await asyncio.sleep(0.1)
        async with other:
            print("moved")


async def main():
    a, b = asyncio.Lock(), asyncio.Lock()
    beat = asyncio.create_task(heartbeat())
    await asyncio.gather(transfer(a, b), transfer(b, a))
    beat.cancel()


asyncio.run(main())
