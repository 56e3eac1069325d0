import asyncio


async def boat(name, seconds):
    await asyncio.sleep(seconds)
    print(name, "is in")
    return name


async def main():
    names = [  # <1>
        await boat("big", 0.4),
        await boat("fast", 0.1),
        await boat("old", 0.2),
    ]
    print(names)  # <2>


asyncio.run(main())
