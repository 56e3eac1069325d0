# One event wakes all who wait for it.
import asyncio


async def waiter(name, event):
    print(name, "waits")
    await event.wait()
    print(name, "goes", asyncio.get_running_loop().time())


async def main():
    event = asyncio.Event()
    tasks = [asyncio.create_task(waiter(name, event)) for name in "abc"]
    await asyncio.sleep(2)
    print(event.is_set())
    event.set()
    await asyncio.gather(*tasks)
    await event.wait()
    event.clear()
    print(event.is_set())
    try:
        async with asyncio.timeout(1):
            await event.wait()
    except TimeoutError:
        print("cleared")


asyncio.run(main())
