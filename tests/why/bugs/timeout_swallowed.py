# finds: cancel-swallowed 8
import asyncio


async def slow():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        return "partial"


async def main():
    print(await asyncio.wait_for(slow(), 0.1))


asyncio.run(main())
