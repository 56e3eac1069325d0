import asyncio
import time
from itertools import cycle


async def spin():
    for c in cycle("|/-\\"):
        print(c, "thinking")
        await asyncio.sleep(0.2)


async def slow():
    time.sleep(0.5)
    return 42


async def main():
    asyncio.create_task(spin())
    print("answer:", await slow())


asyncio.run(main())
