# finds: never-retrieved 6
import asyncio


async def job():
    raise ValueError("lost")


async def main():
    asyncio.create_task(job())
    await asyncio.sleep(0.1)
    print("done")


asyncio.run(main())
