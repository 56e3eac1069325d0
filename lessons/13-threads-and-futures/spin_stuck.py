import asyncio
import itertools
import time


async def spin():
    for c in itertools.cycle("|/-\\"):
        print(c, "thinking")
        await asyncio.sleep(0.2)


async def slow():
    time.sleep(0.5)
    return 42


async def main():
    asyncio.create_task(spin())
    print("answer:", await slow())


asyncio.run(main())
