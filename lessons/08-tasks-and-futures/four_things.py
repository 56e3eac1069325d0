import asyncio


async def tea():
    await asyncio.sleep(0.1)  # <1>
    return "tea"  # <2>


async def main():
    print(type(tea).__name__)
    cup = tea()  # <3>
    print(type(cup).__name__)
    task = asyncio.create_task(cup)  # <4>
    print(type(task).__name__, isinstance(task, asyncio.Future))  # <5>
    print(await task)  # <6>


asyncio.run(main())
