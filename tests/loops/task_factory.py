# A task factory of one's own.
import asyncio


def factory(loop, coro, **options):
    task = asyncio.Task(coro, loop=loop, **options)
    made.append(coro.__qualname__)
    return task


made = []


async def job():
    await asyncio.sleep(0)


async def main():
    asyncio.get_running_loop().set_task_factory(factory)
    await asyncio.create_task(job())
    async with asyncio.TaskGroup() as group:
        group.create_task(job())
    asyncio.get_running_loop().set_task_factory(None)
    print(made)


asyncio.run(main())
