import asyncio


async def boat(name, seconds):
    await asyncio.sleep(seconds)
    if name == "old":
        raise OSError("a leak")  # <1>
    print(name, "is in")


async def main():
    try:
        async with asyncio.TaskGroup() as g:  # <2>
            g.create_task(boat("big", 0.4))
            g.create_task(boat("fast", 0.1))
            g.create_task(boat("old", 0.2))
    except* OSError as group:  # <3>
        print("main:", group.exceptions)
    await asyncio.sleep(0.3)
    print("main ends")


asyncio.run(main())
