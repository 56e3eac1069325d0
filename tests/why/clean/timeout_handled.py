import asyncio


async def slow():
    await asyncio.sleep(10)


async def main():
    try:
        async with asyncio.timeout(0.1):
            await slow()
    except TimeoutError:
        print("too slow")
    try:
        await asyncio.wait_for(slow(), 0.1)
    except TimeoutError:
        print("again")


asyncio.run(main())
