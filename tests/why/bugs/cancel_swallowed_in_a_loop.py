# finds: cancel-swallowed 9
import asyncio


async def poll():
    for _ in range(9):
        try:
            await asyncio.sleep(0.5)
        except asyncio.CancelledError:
            pass


async def main():
    task = asyncio.create_task(poll())
    await asyncio.sleep(0.1)
    task.cancel()
    await asyncio.wait([task], timeout=1)
    print("cancelled?", task.cancelled())


asyncio.run(main())
