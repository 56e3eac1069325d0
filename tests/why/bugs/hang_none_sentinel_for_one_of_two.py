# finds: never-set 6
import asyncio


async def worker(queue):
    while (item := await queue.get()) is not None:
        print(item)


async def main():
    queue = asyncio.Queue()
    workers = [asyncio.create_task(worker(queue)) for _ in range(2)]
    for item in [1, 2, None]:
        queue.put_nowait(item)
    await asyncio.gather(*workers)


asyncio.run(main())
