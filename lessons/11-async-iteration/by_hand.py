import asyncio


async def letters():
    yield "a"  # <1>
    await asyncio.sleep(0.1)  # <2>
    yield "b"  # <3>


async def main():
    source = letters()  # <4>
    step = anext(source)  # <5>
    print(await step)  # <6>
    print(await anext(source))  # <7>
    try:
        await anext(source)  # <8>
    except StopAsyncIteration:
        print("no more")  # <9>


asyncio.run(main())
