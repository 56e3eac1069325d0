# More than half of many timers cancelled: the loop clears its heap, the rest stay in order.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    timers = [loop.call_later(i + 1, print, "timer", i) for i in range(150)]
    for i, timer in enumerate(timers):
        if i % 50:
            timer.cancel()
    await asyncio.sleep(200)
    print(loop.time())


asyncio.run(main())
