# A sleep always moves time, however short it is.
import asyncio
import time

need = 0.1 + 0.2


async def main():
    turns = 0
    start = time.monotonic()
    while (left := need - (time.monotonic() - start)) > 0:
        await asyncio.sleep(left)
        turns += 1
    print(turns < 5)
    start = time.monotonic()
    while (left := need - (time.monotonic() - start)) > 0:
        time.sleep(left)
        turns += 1
    print(turns < 10)
    for sleep in (1e-17, 1e-12, 1e-9):
        before = time.monotonic()
        await asyncio.sleep(sleep)
        print(time.monotonic() > before)
        before = time.monotonic()
        time.sleep(sleep)
        print(time.monotonic() > before)


asyncio.run(main())
