import asyncio


async def cook(name, delay):
    print("start " + name)
    await asyncio.sleep(delay)
    print(name + " ready")
    return name


async def main():
    tea = asyncio.create_task(
        cook("tea", 0.2)
    )
    toast = asyncio.create_task(
        cook("toast", 0.3)
    )
    got = [await tea, await toast]
    print("all: " + " ".join(got))


asyncio.run(main())
