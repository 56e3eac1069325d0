import asyncio
import itertools


async def spin():
    try:
        for c in itertools.cycle("|/-\\"):
            print(c, "thinking")
            await asyncio.sleep(0.2)  # <1>
    finally:
        print("line wiped")  # <2>


async def slow():
    await asyncio.sleep(0.5)  # <3>
    return 42


async def main():
    spinner = asyncio.create_task(spin())
    answer = await slow()  # <4>
    spinner.cancel()  # <5>
    await asyncio.wait([spinner])
    print("answer:", answer)


asyncio.run(main())
