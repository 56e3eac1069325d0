import asyncio


async def waiter(event):
    await event.wait()
    print("woken")


async def main():
    event = asyncio.Event()
    tasks = [asyncio.create_task(waiter(event)) for _ in range(2)]
    await asyncio.sleep(0.01)
    event.set()
    event.clear()
    await asyncio.gather(*tasks)


asyncio.run(main())
