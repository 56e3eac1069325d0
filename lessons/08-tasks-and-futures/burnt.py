import asyncio


async def bake():
    await asyncio.sleep(0.1)
    raise ValueError("burnt")  # <1>


async def main():
    task = asyncio.create_task(bake())
    await asyncio.sleep(0.2)
    print("main knows nothing")  # <2>
    print(repr(task.exception()))  # <3>
    try:
        print(task.result())  # <4>
    except ValueError as error:  # <5>
        print("caught", error)


asyncio.run(main())
