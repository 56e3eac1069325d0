# as_completed with a plain for: who is first comes first.
import asyncio


async def fetch(name, seconds):
    await asyncio.sleep(seconds)
    return name


async def main():
    for first in asyncio.as_completed([fetch("slow", 3), fetch("fast", 1), fetch("middle", 2)]):
        print(await first, asyncio.get_running_loop().time())
    try:
        for first in asyncio.as_completed([fetch("in time", 1), fetch("late", 9)], timeout=2):
            print(await first)
    except TimeoutError:
        print("timed out", asyncio.get_running_loop().time())


asyncio.run(main())
