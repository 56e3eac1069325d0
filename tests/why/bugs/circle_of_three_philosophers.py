# finds: circle 8
import asyncio


async def philosopher(left, right):
    async with left:
        await asyncio.sleep(0.01)
        async with right:
            print("eats")


async def clock():
    for _ in range(20):
        await asyncio.sleep(0.1)


async def main():
    forks = [asyncio.Lock() for _ in range(3)]
    seats = [philosopher(forks[i], forks[(i + 1) % 3]) for i in range(3)]
    await asyncio.gather(clock(), *seats)


asyncio.run(main())
