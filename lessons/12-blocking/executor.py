import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import current_thread


def load(name, seconds=0.1):
    time.sleep(seconds)  # <1>
    return name, current_thread().name


async def main():
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1, "files") as pool:
        slow = partial(load, "b", seconds=0.3)  # <2>
        jobs = [
            loop.run_in_executor(pool, load, "a"),  # <3>
            loop.run_in_executor(pool, slow),  # <4>
        ]
        print(await asyncio.gather(*jobs))  # <5>


asyncio.run(main())
