import asyncio


async def child():
    print("child begins")
    await asyncio.sleep(0.3)  # <2>
    print("child ends")


async def main():
    task = asyncio.create_task(child())
    await asyncio.sleep(0.1)
    print("main ends")  # <1>


asyncio.run(main())
