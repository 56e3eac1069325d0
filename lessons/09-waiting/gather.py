import asyncio


async def boat(name, seconds):
    await asyncio.sleep(seconds)
    print(name, "is in")
    return name


async def main():
    names = await asyncio.gather(  # <1>
        boat("big", 0.4),
        boat("fast", 0.1),
        boat("old", 0.2),
    )
    print(names)  # <2>


asyncio.run(main())
