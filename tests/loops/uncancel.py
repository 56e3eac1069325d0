# uncancel takes a request back; that is how timeouts do it.
import asyncio


async def worker():
    me = asyncio.current_task()
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("asked", me.cancelling(), "left", me.uncancel())
    await asyncio.sleep(1)
    return "went on"


async def self_made():
    asyncio.current_task().cancel("by myself")
    print("not yet")
    try:
        await asyncio.sleep(0)
    except asyncio.CancelledError as error:
        print("now", error.args)
    asyncio.current_task().cancel()
    asyncio.current_task().uncancel()
    await asyncio.sleep(0)
    print("taken back in time")


async def main():
    task = asyncio.create_task(worker())
    await asyncio.sleep(1)
    task.cancel()
    print(await task)
    await self_made()


asyncio.run(main())
