import asyncio


async def boat(name, seconds):
    await asyncio.sleep(seconds)
    if name == "old":
        raise OSError("a leak")
    return name


async def main():
    fleet = [boat("big", 0.4), boat("old", 0.2)]
    results = await asyncio.gather(*fleet, return_exceptions=True)  # <1>
    print(results)


asyncio.run(main())
