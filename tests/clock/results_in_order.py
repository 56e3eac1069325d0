# What threads hand to a loop arrives while that loop's thread rests, in the order it was handed over.
import asyncio
import threading
import time


async def ticks():
    for step in range(4):
        print("tick", step)
        await asyncio.sleep(0.1)


def sends(loop, name, pause):
    time.sleep(pause)
    for step in range(2):
        loop.call_soon_threadsafe(print, name, step)
        time.sleep(0.1)


async def main():
    loop = asyncio.get_running_loop()
    threads = [threading.Thread(target=sends, args=[loop, *it]) for it in (("a", 0.03), ("b", 0.06))]
    for thread in threads:
        thread.start()
    await ticks()
    print(asyncio.run_coroutine_threadsafe(asyncio.sleep(0.05, "slept"), loop).done())
    for thread in threads:
        thread.join()


asyncio.run(main())
