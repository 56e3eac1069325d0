import asyncio


async def fetch():
    try:
        await asyncio.sleep(5)  # <1>
    except asyncio.CancelledError:
        print("fetch sees CancelledError")  # <2>
        raise


async def main():
    try:
        async with asyncio.timeout(0.5):
            await fetch()  # <3>
            print("in time")
    except TimeoutError:
        print("main sees TimeoutError")  # <4>
    print("main goes on")  # <5>


asyncio.run(main())
