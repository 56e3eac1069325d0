import asyncio
import time


def save():
    time.sleep(0.4)
    print("saved")  # <1>


async def main():
    try:
        async with asyncio.timeout(0.1):
            await asyncio.to_thread(save)  # <2>
    except TimeoutError:
        print("given up")  # <3>


asyncio.run(main())  # <4>
print("the end")  # <5>
