import asyncio


async def boat(name):
    await asyncio.sleep(0.1)
    return name


async def main():
    names = ["big", "fast"]
    fleet = [boat(name) for name in names]  # <1>
    done, pending = await asyncio.wait(fleet)
    print(len(done), "are in")


asyncio.run(main())
