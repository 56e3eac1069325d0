# The clock of the loop and the clocks of time agree.
import asyncio
import time


async def main():
    loop = asyncio.get_running_loop()
    starts = loop.time(), time.monotonic(), time.perf_counter(), time.time()
    await asyncio.sleep(1.25)
    time.sleep(0.25)
    ends = loop.time(), time.monotonic(), time.perf_counter(), time.time()
    print([round(end - start, 3) for start, end in zip(starts, ends)])
    await asyncio.sleep(100 * 24 * 3600)
    print(loop.time() - starts[0])


asyncio.run(main())
