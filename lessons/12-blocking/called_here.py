import asyncio
import time
from threading import current_thread


def work():
    time.sleep(0.3)
    print("work in", current_thread().name)


async def clock():
    for _ in range(2):
        print("tick")
        await asyncio.sleep(0.2)


async def main():
    ticking = asyncio.create_task(clock())
    await asyncio.sleep(0.1)
    job = work()  # <1>
    print("in between")
    await ticking
    if job is not None:
        await job


asyncio.run(main())
