import asyncio


async def worker():
    print("worker starts")
    try:
        await asyncio.sleep(1)  # <1>
        print("worker slept well")
    except asyncio.CancelledError:
        print("worker is cancelled")  # <2>
        raise  # <3>


async def main():
    task = asyncio.create_task(worker())
    await asyncio.sleep(0.2)  # <4>
    task.cancel()  # <5>
    print("asked, done:", task.done())  # <6>
    try:
        await task  # <7>
    except asyncio.CancelledError:
        print("main knows, cancelled:", task.cancelled())  # <8>


asyncio.run(main())
