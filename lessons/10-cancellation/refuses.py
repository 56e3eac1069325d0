import asyncio


async def stubborn():
    try:
        await asyncio.sleep(1)  # <1>
    except asyncio.CancelledError:
        print("not now")  # <2>
    await asyncio.sleep(0.3)  # <3>
    return "finished"  # <4>


async def main():
    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0.1)
    task.cancel()  # <5>
    result = await task  # <6>
    print(result, task.cancelled())  # <7>


asyncio.run(main())
