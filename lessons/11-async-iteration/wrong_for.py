import asyncio


async def pages():
    for number in (1, 2):
        await asyncio.sleep(0.1)
        yield number


async def main():
    for number in pages():  # <1>
        print("page", number)


asyncio.run(main())
