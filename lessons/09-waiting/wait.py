import asyncio


async def boat(name, seconds):
    await asyncio.sleep(seconds)
    print(name, "is in")
    return name


async def main():
    times = {"big": 0.4, "fast": 0.1, "old": 0.2}
    fleet = [
        asyncio.create_task(boat(name, seconds))
        for name, seconds in times.items()
    ]
    done, pending = await asyncio.wait(  # <1>
        fleet, return_when=asyncio.FIRST_COMPLETED
    )
    print(len(done), "done,", len(pending), "pending")  # <2>
    await asyncio.wait(pending)  # <3>
    print([task.result() for task in fleet])  # <4>


asyncio.run(main())
