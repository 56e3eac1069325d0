# A task that swallows its cancellation goes on and has a result.
import asyncio


async def stubborn():
    for _ in range(2):
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            print("not me")
    return "still here"


async def main():
    task = asyncio.create_task(stubborn())
    await asyncio.sleep(1)
    task.cancel()
    await asyncio.sleep(1)
    print(task.done(), task.cancelling(), asyncio.get_running_loop().time())
    print(await task, task.cancelled(), asyncio.get_running_loop().time())


asyncio.run(main())
