import asyncio


async def child():
    print("child begins")  # <1>
    await asyncio.sleep(0.1)
    print("child ends")


async def main():
    task = asyncio.create_task(child())  # <2>
    print("main goes on")  # <3>
    await asyncio.sleep(0)  # <4>
    print("main again")  # <5>
    await task  # <6>


asyncio.run(main())
