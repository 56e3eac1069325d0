"""So many tasks that each sleep ten times."""
import asyncio
import sys


async def sleeper(number):
    for turn in range(10):
        await asyncio.sleep(0.001)
    return number


async def main(count):
    return sum(await asyncio.gather(*[sleeper(number) for number in range(count)]))


print(asyncio.run(main(int(sys.argv[1]))))
