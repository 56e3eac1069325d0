# finds: event-missed 15
import asyncio


async def waiter(event):
    await asyncio.sleep(0.1)
    await event.wait()
    print("seen")


async def main():
    event = asyncio.Event()
    task = asyncio.create_task(waiter(event))
    event.set()
    event.clear()
    await task


asyncio.run(main())
