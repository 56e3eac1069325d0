# A task cancelled before its first step never runs a line.
import asyncio


async def never():
    print("never printed")


async def main():
    task = asyncio.create_task(never())
    task.cancel()
    await asyncio.wait([task])
    print(task.cancelled(), task)


asyncio.run(main())
