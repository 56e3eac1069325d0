import asyncio


async def session():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        await asyncio.sleep(0.1)
        print("saved")
        raise


async def main():
    task = asyncio.create_task(session())
    await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.wait([task])
    print(task.cancelled())


asyncio.run(main())
