import asyncio


async def fetch(n):
    await asyncio.sleep(n)
    return n * 10


async def worker(name, delay):
    print(name, "starts")
    result = await fetch(delay)
    print(name, "has", result)
    return result


async def main():
    results = await asyncio.gather(
        worker("a", 3), worker("b", 1), worker("c", 2)
    )
    print(results)


asyncio.run(main())
