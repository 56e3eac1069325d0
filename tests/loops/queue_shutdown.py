# A queue that is shut down wakes all who wait for it (since Python 3.13).
# needs: 3.13
import asyncio


async def consumer(name, queue):
    try:
        while True:
            print(name, await queue.get())
    except asyncio.QueueShutDown:
        print(name, "sees the shutdown")


async def main():
    queue = asyncio.Queue()
    tasks = [asyncio.create_task(consumer(name, queue)) for name in "ab"]
    queue.put_nowait(1)
    await asyncio.sleep(1)
    queue.shutdown()
    await asyncio.wait(tasks)
    try:
        await queue.put(2)
    except asyncio.QueueShutDown:
        print("too late to put")


asyncio.run(main())
