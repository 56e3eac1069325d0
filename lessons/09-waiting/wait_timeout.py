import asyncio


async def boat(name, seconds):
    await asyncio.sleep(seconds)
    print(name, "is in")


async def main():
    big = asyncio.create_task(boat("big", 0.4))
    fast = asyncio.create_task(boat("fast", 0.1))
    done, pending = await asyncio.wait([big, fast], timeout=0.3)  # <1>
    print(len(done), "done,", len(pending), "pending")  # <2>
    await asyncio.sleep(0.2)  # <3>
    print("big is done:", big.done())  # <4>


asyncio.run(main())
