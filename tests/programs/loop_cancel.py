"""asyncio: cancel() throws CancelledError into the task at its await."""
# transitions: not written down here; the tests of asyncio look at its tasks and turns
import asyncio


async def sleeper():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("cancelled")
        raise
    finally:
        print("cleaned up")


async def main():
    task = asyncio.create_task(sleeper())
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("main sees it")


asyncio.run(main())
