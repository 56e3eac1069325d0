import asyncio
import time


def work(name, seconds):
    time.sleep(seconds)
    print(name, "done")


async def main():
    await asyncio.gather(
        asyncio.to_thread(work, "a", 0.3),
        asyncio.to_thread(work, "b", 0.5),
    )


asyncio.run(main())
