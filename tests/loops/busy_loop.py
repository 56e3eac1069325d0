# A coroutine that never awaits keeps the loop to itself.
import asyncio


async def greedy():
    total = 0
    for n in range(2000):
        total += n
    return total


async def polite():
    print("polite had to wait")


async def main():
    task = asyncio.create_task(polite())
    print(await greedy())
    print("still nobody else")
    await task


asyncio.run(main())
