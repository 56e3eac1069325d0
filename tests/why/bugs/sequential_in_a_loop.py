# finds: sequential 13
import asyncio


async def fetch(number):
    await asyncio.sleep(0.1)
    return number * 2


async def main():
    results = []
    for number in range(5):
        results.append(await fetch(number))
    print(results)


asyncio.run(main())
