import asyncio


async def count():
    for number in (1, 2, 3):
        print(number)  # <1>


async def boss(task):
    print("cancel:", task.cancel())  # <2>


async def main():
    task = asyncio.create_task(count())  # <3>
    asyncio.create_task(boss(task))
    await asyncio.wait([task])  # <4>
    await asyncio.sleep(0)
    print("cancelled:", task.cancelled())  # <5>


asyncio.run(main())
