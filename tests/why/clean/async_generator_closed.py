import asyncio
from contextlib import aclosing


async def rows():
    try:
        for number in range(10):
            yield number
    finally:
        print("closed")


async def main():
    async with aclosing(rows()) as source:
        async for row in source:
            if row == 2:
                break
    print("after")


asyncio.run(main())
