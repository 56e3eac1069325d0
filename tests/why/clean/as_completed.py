import asyncio


async def fetch(delay):
    await asyncio.sleep(delay)
    return delay


async def main():
    for done in asyncio.as_completed([fetch(0.03), fetch(0.01), fetch(0.02)]):
        print(await done)


asyncio.run(main())
