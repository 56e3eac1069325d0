# A program that asks for the time until it is late enough.
import asyncio
import time


class Turn:
    def __await__(self):
        yield


async def sleep_watching(seconds):
    end = time.time() + seconds
    while time.time() < end:
        await Turn()
    print("watched", seconds)


async def main():
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(sleep_watching(0.3))
    await sleep_watching(0.2)
    await task
    end = loop.time() + 0.1
    while loop.time() < end:
        await asyncio.sleep(0)
    end = time.monotonic_ns() + 50_000_000
    while time.monotonic_ns() < end:
        pass
    print("late enough")


asyncio.run(main())
