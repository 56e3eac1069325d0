# finds: blocked 14-15
# clock: real
import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

pool = ThreadPoolExecutor()


def work():
    time.sleep(0.4)


async def main():
    pool.submit(work).result()


asyncio.run(main())
