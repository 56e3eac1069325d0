# finds: cancel-swallowed 8
import asyncio


async def worker():
    try:
        await asyncio.sleep(10)
    except BaseException:
        print("an error, never mind")


async def main():
    task = asyncio.create_task(worker())
    await asyncio.sleep(0.1)
    task.cancel()
    await task


asyncio.run(main())
