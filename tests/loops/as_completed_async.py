# as_completed with async for gives the very tasks (since Python 3.13).
# needs: 3.13
import asyncio


async def fetch(name, seconds):
    await asyncio.sleep(seconds)
    return name


async def main():
    tasks = {asyncio.create_task(fetch(n, s), name=f"task {n}"): n for n, s in [("x", 3), ("y", 1), ("z", 2)]}
    async for task in asyncio.as_completed(tasks):
        print(tasks[task], task.get_name(), await task)


asyncio.run(main())
