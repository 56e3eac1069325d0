# as_completed with a plain for: who is first comes first.
import asyncio


async def fetch(name, seconds):
    await asyncio.sleep(seconds)
    return name


async def main():
    fetches = [fetch("slow", 3), fetch("fast", 1), fetch("middle", 2)]
    # Bare coroutines would become tasks in the order of a set.
    for first in asyncio.as_completed([asyncio.create_task(each) for each in fetches]):
        print(await first, asyncio.get_running_loop().time())
    try:
        fetches = [asyncio.create_task(fetch("in time", 1)), asyncio.create_task(fetch("late", 9))]
        for first in asyncio.as_completed(fetches, timeout=2):
            print(await first)
    except TimeoutError:
        print("timed out", asyncio.get_running_loop().time())


asyncio.run(main())
