import asyncio


async def check(number):
    await asyncio.sleep(0)
    return 1 / number


async def main():
    results = await asyncio.gather(check(0), check(1), return_exceptions=True)
    print([type(result).__name__ for result in results])


asyncio.run(main())
