# One child fails: the group cancels the others, waits for them and raises an ExceptionGroup.
import asyncio


async def patient(name):
    try:
        await asyncio.sleep(100)
    except asyncio.CancelledError:
        print(name, "is told to stop")
        await asyncio.sleep(1)
        print(name, "stopped")
        raise


async def failing(seconds, error):
    await asyncio.sleep(seconds)
    raise error


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(patient("one"))
            group.create_task(failing(1, ValueError("bad value")))
            group.create_task(failing(1, OSError("bad file")))
            await patient("the body")
    except* ValueError as errors:
        print("values:", errors.exceptions)
    except* OSError as errors:
        print("files:", errors.exceptions)
    print(asyncio.get_running_loop().time())


asyncio.run(main())
