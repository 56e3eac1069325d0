# legacy: 3.13
import asyncio


async def cook(name, delay):
    print("start " + name)
    await asyncio.sleep(delay)
    print(name + " ready")
    return name


async def main():
    got = await asyncio.gather(
        cook("tea", 0.2),
        cook("toast", 0.3),
    )
    print("all: " + " ".join(got))


loop = asyncio.get_event_loop()
loop.run_until_complete(main())
loop.close()
