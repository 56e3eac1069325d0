import asyncio


async def waiter(event, name):
    await event.wait()
    print(name)


async def main():
    event = asyncio.Event()
    tasks = [asyncio.create_task(waiter(event, name)) for name in "ab"]
    await asyncio.sleep(0.1)
    event.set()
    await asyncio.gather(*tasks)


asyncio.run(main())
