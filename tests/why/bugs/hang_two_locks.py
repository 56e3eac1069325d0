# finds: circle 8
import asyncio


async def transfer(one, other):
    async with one:
        await asyncio.sleep(0.1)
        async with other:
            print("moved")


async def main():
    a, b = asyncio.Lock(), asyncio.Lock()
    await asyncio.gather(transfer(a, b), transfer(b, a))


asyncio.run(main())
