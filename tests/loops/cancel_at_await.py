# A cancellation arrives where the task waits; finally may clean up, even with awaits.
import asyncio


async def worker():
    try:
        print("working")
        await asyncio.sleep(100)
    except asyncio.CancelledError as error:
        print("cancelled", error.args)
        raise
    finally:
        await asyncio.sleep(1)
        print("cleaned up")


async def main():
    task = asyncio.create_task(worker())
    await asyncio.sleep(2)
    print(task.cancel("no more time"), task.cancelling(), task.cancelled())
    try:
        await task
    except asyncio.CancelledError as error:
        print("main", error.args, task.cancelled(), asyncio.get_running_loop().time())
    print(task.cancel())


asyncio.run(main())
