import asyncio


async def work(n):
    await asyncio.sleep(n)
    print(n, "done")


async def main():
    a = asyncio.create_task(work(1))
    b = asyncio.create_task(work(2))
    c = asyncio.create_task(work(4))  # <1>
    await a  # <2>
    await b  # <3>
    await c  # <4>


asyncio.run(main())
