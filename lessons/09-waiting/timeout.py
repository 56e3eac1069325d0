import asyncio


async def boat(name, seconds):
    await asyncio.sleep(seconds)
    print(name, "is in")


async def main():
    try:
        async with asyncio.timeout(0.4):  # <1>
            await boat("old", 0.2)  # <2>
            await boat("slow", 0.3)  # <3>
            await boat("fast", 0.1)
    except TimeoutError:
        print("out of time")  # <4>


asyncio.run(main())
