import asyncio


async def writer():
    try:
        await asyncio.sleep(5)  # <1>
    finally:
        await asyncio.sleep(0.4)  # <2>
        print("flushed")  # <3>


async def main():
    task = asyncio.create_task(writer())
    await asyncio.sleep(0.1)
    task.cancel()  # <4>
    await asyncio.wait([task])  # <5>
    print("cancelled:", task.cancelled())


asyncio.run(main())
