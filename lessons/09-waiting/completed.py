import asyncio


async def boat(name, seconds):
    await asyncio.sleep(seconds)
    return name


async def main():
    fleet = [
        boat("big", 0.4),
        boat("fast", 0.1),
        boat("old", 0.2),
    ]
    for which in asyncio.as_completed(fleet):
        name = await which  # <1>
        print("unload", name)  # <2>
    print("all unloaded")


asyncio.run(main())
