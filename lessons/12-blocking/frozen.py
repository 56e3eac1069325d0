import asyncio
import time


def now():
    seconds = time.monotonic() - began
    return round(seconds * 2) / 2


async def clock():
    for _ in range(3):
        print("clock", now())  # <1>
        await asyncio.sleep(0.5)  # <2>


async def work():
    time.sleep(1.3)  # <3>
    print("work done", now())


async def main():
    ticking = asyncio.create_task(clock())
    await asyncio.sleep(0.2)
    await work()  # <4>
    await ticking  # <5>


began = time.monotonic()
asyncio.run(main())
