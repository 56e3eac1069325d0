import asyncio
import time


def now():
    return round(time.monotonic() - began, 1)


async def clock():
    for _ in range(4):
        print("clock", now())  # <1>
        await asyncio.sleep(0.2)


def work():
    time.sleep(0.6)  # <2>
    print("work done", now())


async def main():
    ticking = asyncio.create_task(clock())
    await asyncio.sleep(0.1)
    await asyncio.to_thread(work)  # <3>
    await ticking


began = time.monotonic()
asyncio.run(main())
