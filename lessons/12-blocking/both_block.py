import asyncio
import time


async def work(name, seconds):
    time.sleep(seconds)
    print(name, "done")


async def main():
    await asyncio.gather(work("a", 0.3), work("b", 0.5))  # <1>


asyncio.run(main())
