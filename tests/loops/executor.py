# run_in_executor: the function runs in a thread, the loop goes on.
import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial


def work(n, extra=0):
    return n * n + extra, threading.current_thread() is threading.main_thread()


def broken():
    raise OSError("disk on fire")


async def main():
    loop = asyncio.get_running_loop()
    print(await loop.run_in_executor(None, work, 3))
    with ThreadPoolExecutor(max_workers=1) as pool:
        print(await loop.run_in_executor(pool, partial(work, 4, extra=1)))
        try:
            await loop.run_in_executor(pool, broken)
        except OSError as error:
            print("caught", error)
        print([await loop.run_in_executor(pool, work, n) for n in range(3)])


asyncio.run(main())
