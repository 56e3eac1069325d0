import asyncio


async def tea():
    return "tea"


async def main():
    cup = tea()
    print(await cup)  # <1>
    try:
        print(await cup)  # <2>
    except RuntimeError:
        print("the cup is empty")


asyncio.run(main())
