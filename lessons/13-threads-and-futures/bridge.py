import asyncio
import time
from concurrent.futures import ThreadPoolExecutor


def boil(name):
    time.sleep(0.3)
    return f"{name} ready"


async def main():
    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(boil, "tea")
        try:
            print(await job)  # <1>
        except TypeError:
            print("cannot wait for it")
        print(await asyncio.wrap_future(job))  # <2>


asyncio.run(main())
