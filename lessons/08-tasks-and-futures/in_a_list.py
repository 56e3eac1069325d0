import asyncio


async def work(n):
    await asyncio.sleep(n)
    print(n, "done")


async def main():
    numbers = [0.3, 0.2, 0.1]
    jobs = [work(n) for n in numbers]  # <1>
    for job in jobs:
        await job


asyncio.run(main())
