"""asyncio: an async generator that sleeps between its values."""
# transitions: not written down here; the tests of asyncio look at its tasks and turns
import asyncio


async def ticker(n):
    try:
        for i in range(n):
            await asyncio.sleep(0.001)
            yield i
    finally:
        print("ticker done")


async def main():
    async for i in ticker(2):
        print("tick", i)


asyncio.run(main())
