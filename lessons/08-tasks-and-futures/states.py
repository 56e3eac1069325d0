import asyncio


async def bake():
    await asyncio.sleep(0.2)
    return "bread"  # <1>


async def main():
    task = asyncio.create_task(bake())  # <2>
    print(task.done())
    await asyncio.sleep(0.1)
    try:
        task.result()  # <3>
    except asyncio.InvalidStateError:
        print("too early")
    await asyncio.sleep(0.2)  # <4>
    print(task.done(), task.result())  # <5>
    again = await task  # <6>
    print(again)


asyncio.run(main())
