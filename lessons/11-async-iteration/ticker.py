import asyncio


async def ticks(count):
    for n in range(count):
        await asyncio.sleep(0.2)  # <1>
        yield n  # <2>


async def watch():
    async for n in ticks(2):  # <3>
        print("tick", n)
    print("watched")


async def work():
    print("working")
    await asyncio.sleep(0.3)  # <4>
    print("worked")


async def main():
    await asyncio.gather(watch(), work())  # <5>


asyncio.run(main())
