import asyncio
import contextlib


async def worker(queue, results):
    while True:
        item = await queue.get()
        try:
            await asyncio.sleep(0.01)
            results.append(item * 2)
        finally:
            queue.task_done()


async def main():
    queue, results = asyncio.Queue(), []
    workers = [asyncio.create_task(worker(queue, results)) for _ in range(3)]
    for item in range(10):
        queue.put_nowait(item)
    await queue.join()
    for task in workers:
        task.cancel()
    for task in workers:
        with contextlib.suppress(asyncio.CancelledError):
            await task
    print(sorted(results))


asyncio.run(main())
