# finds: task-done-missing 19
import asyncio


async def worker(queue):
    while True:
        url = await queue.get()
        if url.startswith("ftp"):
            continue
        await asyncio.sleep(0.01)
        queue.task_done()


async def main():
    queue = asyncio.Queue()
    for url in ["http://a", "ftp://b", "http://c"]:
        queue.put_nowait(url)
    workers = [asyncio.create_task(worker(queue)) for _ in range(2)]
    await queue.join()
    for task in workers:
        task.cancel()


asyncio.run(main())
