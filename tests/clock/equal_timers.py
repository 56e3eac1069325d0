# Timers for the same moment fire in the order they were made, timeouts and sleeps alike.
import asyncio


async def worker(number):
    await asyncio.sleep(0.05)
    print("worker", number)


async def timed(number):
    try:
        async with asyncio.timeout(0.05):
            await asyncio.sleep(0.05)
        print("slept", number)
    except TimeoutError:
        print("too late", number)


async def main():
    await asyncio.gather(*map(worker, range(8)))
    await asyncio.gather(*map(timed, range(3)))
    try:
        print(await asyncio.wait_for(asyncio.sleep(0.05, "done"), 0.05))
    except TimeoutError:
        print("timeout first")
    loop = asyncio.get_running_loop()
    for number in range(5):
        loop.call_later(0.05, print, "timer", number)
    loop.call_later(0.04, print, "sooner")
    await asyncio.sleep(0.1)


asyncio.run(main())
