import asyncio


async def good(name, seconds):
    try:
        await asyncio.sleep(seconds)  # <1>
        print(name, "ready")
    except asyncio.CancelledError:
        print(name, "cancelled")  # <2>
        raise  # <5>


async def bad():
    await asyncio.sleep(0.2)
    raise ValueError("no bread")  # <3>


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(good("tea", 1))
            group.create_task(good("egg", 0.1))
            group.create_task(bad())
        print("all served")
    except* ValueError as failed:
        print("group:", failed.exceptions)  # <4>


asyncio.run(main())
