# One child fails: gather raises at once, the others go on; with return_exceptions it collects.
import asyncio


async def fine(n):
    await asyncio.sleep(n)
    print("fine", n)
    return n


async def broken(n):
    await asyncio.sleep(n)
    raise ValueError(f"broken {n}")


async def main():
    try:
        await asyncio.gather(fine(1), broken(2), fine(3))
    except ValueError as error:
        print("caught", error)
    await asyncio.sleep(2)
    print(await asyncio.gather(fine(1), broken(2), fine(3), return_exceptions=True))


asyncio.run(main())
