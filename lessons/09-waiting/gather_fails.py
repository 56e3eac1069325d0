import asyncio


async def boat(name, seconds):
    await asyncio.sleep(seconds)
    if name == "old":
        raise OSError("a leak")  # <1>
    print(name, "is in")


async def main():
    try:
        await asyncio.gather(  # <2>
            boat("big", 0.4),
            boat("fast", 0.1),
            boat("old", 0.2),
        )
    except OSError as error:
        print("main:", error)  # <3>
    await asyncio.sleep(0.3)  # <4>
    print("main ends")


asyncio.run(main())
