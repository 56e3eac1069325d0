import asyncio


async def fail():
    raise ValueError("no")


async def main():
    task = asyncio.create_task(fail())
    try:
        await task
    except ValueError as error:
        print("caught", error)


asyncio.run(main())
