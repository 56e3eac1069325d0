import asyncio


async def fetch(name, delay):
    await asyncio.sleep(delay)
    return name


async def main():
    print(await asyncio.gather(fetch("a", 0.1), fetch("b", 0.2), fetch("c", 0.05)))


asyncio.run(main())
