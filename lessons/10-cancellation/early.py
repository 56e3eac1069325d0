import asyncio


async def worker():
    try:
        print("worker starts")
    finally:
        print("worker cleans up")


async def main():
    task = asyncio.create_task(worker())
    task.cancel()  # <1>
    await asyncio.wait([task])  # <2>
    print("cancelled:", task.cancelled())  # <3>


asyncio.run(main())
