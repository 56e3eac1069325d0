import asyncio


async def boat(name, seconds):
    try:
        await asyncio.sleep(seconds)  # <1>
        print(name, "is in")
    except asyncio.CancelledError:
        print(name, "turns back")  # <2>
        raise


async def main():
    try:
        await asyncio.wait_for(boat("big", 0.4), 0.3)  # <3>
    except TimeoutError:
        print("too late")  # <4>
    await asyncio.sleep(0.2)
    print("main ends")


asyncio.run(main())
