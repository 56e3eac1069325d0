import asyncio


async def boat(name, seconds):
    await asyncio.sleep(seconds)
    if name == "old":
        raise OSError("a leak")


async def main():
    fleet = [
        asyncio.create_task(boat("big", 0.4)),
        asyncio.create_task(boat("fast", 0.1)),
        asyncio.create_task(boat("old", 0.2)),
    ]
    done, pending = await asyncio.wait(  # <1>
        fleet, return_when=asyncio.FIRST_EXCEPTION
    )
    print(len(done), "done,", len(pending), "pending")  # <2>
    print(repr(fleet[2].exception()))  # <3>


asyncio.run(main())
