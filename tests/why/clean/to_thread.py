import asyncio
import time


def work():
    time.sleep(0.05)
    return 42


async def main():
    print(await asyncio.gather(asyncio.to_thread(work), asyncio.sleep(0.01, "b")))


asyncio.run(main())
