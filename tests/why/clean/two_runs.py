import asyncio


async def main(number):
    await asyncio.sleep(0.01)
    return number


print(asyncio.run(main(1)), asyncio.run(main(2)))
