# run_in_executor: the function runs in a thread, the loop goes on.
# turns: what a thread does comes when it comes
# bytes: what a thread does comes when it comes
import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

gate = threading.Event()


def work(n, extra=0):
    gate.wait()
    return n * n + extra, threading.current_thread() is threading.main_thread()


def broken():
    gate.wait()
    raise OSError("disk on fire")


async def submit(pool, function, *args):
    # The gate opens when the loop has its next turn: the job is never done before it is waited for.
    gate.clear()
    loop = asyncio.get_running_loop()
    loop.call_soon(gate.set)
    return await loop.run_in_executor(pool, function, *args)


async def main():
    print(await submit(None, work, 3))
    with ThreadPoolExecutor(max_workers=1) as pool:
        print(await submit(pool, partial(work, 4, extra=1)))
        try:
            await submit(pool, broken)
        except OSError as error:
            print("caught", error)
        print([await submit(pool, work, n) for n in range(3)])


asyncio.run(main())
