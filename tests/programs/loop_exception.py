"""asyncio: an exception in a task is raised where the task is awaited."""
# transitions: not written down here; the tests of asyncio look at its tasks and turns
import asyncio


async def fails():
    await asyncio.sleep(0)
    raise ValueError("from the task")


async def main():
    task = asyncio.create_task(fails())
    try:
        await task
    except ValueError as error:
        print("caught", error)


asyncio.run(main())
