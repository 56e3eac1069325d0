# finds: never-set 7
import asyncio


async def runner(barrier, number):
    print("ready", number)
    await barrier.wait()
    print("go", number)


async def main():
    barrier = asyncio.Barrier(3)
    await asyncio.gather(runner(barrier, 1), runner(barrier, 2))


asyncio.run(main())
