# A coroutine that is called and never awaited.
import asyncio


async def job():
    print("never printed")


async def main():
    job()
    print("main goes on")
    coro = asyncio.sleep(1)
    del coro
    await asyncio.sleep(1)


asyncio.run(main())
