# finds: cancel-twice 9
import asyncio


async def session():
    try:
        await asyncio.sleep(10)
    finally:
        await asyncio.sleep(0.5)
        print("closed properly")


async def main():
    task = asyncio.create_task(session())
    await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.sleep(0.1)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("gone")


asyncio.run(main())
