import asyncio


async def work(n):
    await asyncio.sleep(n)
    print(n, "done")  # <1>


async def main():
    await work(1)  # <2>
    await work(2)  # <3>
    await work(4)  # <4>


asyncio.run(main())
