import asyncio


async def poll():
    for attempt in (1, 2, 3):
        try:
            await asyncio.sleep(0.2)  # <1>
            print("polled", attempt)
        except Exception:  # <2>
            print("trying again")


async def main():
    task = asyncio.create_task(poll())
    await asyncio.sleep(0.3)
    task.cancel()  # <3>
    await asyncio.wait([task])  # <4>
    print("cancelled:", task.cancelled())  # <5>


asyncio.run(main())
