import asyncio


async def fail():
    await asyncio.sleep(0.01)
    raise ValueError("no")


async def work():
    await asyncio.sleep(10)


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fail())
            group.create_task(work())
    except* ValueError as errors:
        print("failed:", errors.exceptions)


asyncio.run(main())
