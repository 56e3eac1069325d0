import asyncio


async def tea():
    return "tea"


async def main():
    task = asyncio.ensure_future(tea())  # <1>
    same = asyncio.ensure_future(task)  # <2>
    print(same is task)
    try:
        asyncio.create_task(task)  # <3>
    except TypeError:
        print("create_task refuses")
    print(await same)  # <4>


asyncio.run(main())
