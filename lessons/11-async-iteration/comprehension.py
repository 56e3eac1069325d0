import asyncio


async def pages():
    for page in (1, 2, 3):
        await asyncio.sleep(0)
        yield page


async def size(page):
    await asyncio.sleep(0.1)  # <1>
    return page * 10


async def one_by_one():
    return [await size(p) async for p in pages()]


async def together():
    every = [size(p) async for p in pages()]  # <2>
    return await asyncio.gather(*every)  # <3>


async def main():
    odd = [p async for p in pages() if p % 2]
    print(odd)  # <4>
    print(await one_by_one())  # <5>
    print(await together())  # <6>


asyncio.run(main())
