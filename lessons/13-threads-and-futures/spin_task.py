from asyncio import (
    create_task, run, sleep, wait,
)
from itertools import cycle


async def spin():
    try:
        for c in cycle("|/-\\"):
            print(c, "thinking")
            await sleep(0.2)  # <1>
    finally:
        print("line wiped")  # <2>


async def slow():
    await sleep(0.5)  # <3>
    return 42


async def main():
    spinner = create_task(spin())
    answer = await slow()  # <4>
    spinner.cancel()  # <5>
    await wait([spinner])
    print("answer:", answer)


run(main())
