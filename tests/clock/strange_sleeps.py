# Sleeps that are no numbers, negative or for ever.
import asyncio
import threading
import time

held = threading.Lock()
held.acquire()


def attempt(call, *arguments, **options):
    try:
        print(call(*arguments, **options))
    except Exception as error:
        print(type(error).__name__, error)


async def main():
    for delay in (float("nan"), -1, float("-inf")):
        try:
            print(await asyncio.sleep(delay, "woke"))
        except ValueError as error:
            print(error)
    try:
        async with asyncio.timeout(0.05):
            await asyncio.sleep(float("inf"))
    except TimeoutError:
        print("not for ever")


for length in (float("nan"), float("inf"), -1, -0.5, 10**30, "1", None):
    attempt(time.sleep, length)
for timeout in (-2, 0.01):
    attempt(held.acquire, timeout=timeout)
attempt(held.acquire, False, 1)
asyncio.run(main())
