# SystemExit leaves the loop at once.
import asyncio
import sys


async def leaver():
    await asyncio.sleep(1)
    sys.exit(7)


async def main():
    task = asyncio.create_task(leaver())
    try:
        await asyncio.sleep(10)
    finally:
        print("main is cancelled", task.done())


asyncio.run(main())
