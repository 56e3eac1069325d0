# A group waits for all its tasks.
import asyncio


async def job(name, seconds):
    await asyncio.sleep(seconds)
    print("done", name)
    return seconds


async def main():
    async with asyncio.TaskGroup() as group:
        a = group.create_task(job("a", 2))
        b = group.create_task(job("b", 1))
        print("body ends")
    print(a.result() + b.result())
    try:
        group.create_task(job("c", 1))
    except RuntimeError:
        print("the group is over")


import warnings

warnings.simplefilter("ignore")
asyncio.run(main())
