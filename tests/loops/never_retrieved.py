# An exception nobody asks for is reported when the task is gone.
import asyncio


async def fail():
    raise ValueError("nobody listens")


async def main():
    task = asyncio.create_task(fail(), name="lonely")
    await asyncio.sleep(0.1)
    print("task done", task.done())
    del task
    future = asyncio.get_running_loop().create_future()
    future.set_exception(KeyError("neither here"))
    del future
    print("main ends")


asyncio.run(main())
