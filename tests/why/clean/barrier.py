import asyncio


async def runner(barrier, number):
    await asyncio.sleep(0.01 * number)
    await barrier.wait()
    print("starts", number)


async def main():
    barrier = asyncio.Barrier(3)
    await asyncio.gather(*(runner(barrier, number) for number in range(3)))


asyncio.run(main())
