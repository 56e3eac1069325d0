# finds: left-to-collector 11
import asyncio


async def rows():
    try:
        for number in range(10):
            yield number
            await asyncio.sleep(0)
    finally:
        print("closed")


async def main():
    async for row in rows():
        if row == 1:
            break
    await asyncio.sleep(0.1)
    print("after")


asyncio.run(main())
