# A crawler: a pool of workers, a limit of time for each page, retries, and a progress task that is cancelled.
import asyncio

PAGES = {"/": ["/a", "/b"], "/a": ["/c", "/slow"], "/b": ["/a", "/broken"], "/c": [], "/slow": [], "/broken": []}


async def fetch(path):
    await asyncio.sleep({"/slow": 9, "/a": 0.75}.get(path, 0.5))
    if path == "/broken":
        raise ConnectionError(path)
    return PAGES[path]


async def worker(name, queue, seen):
    while True:
        path, attempt = await queue.get()
        try:
            links = await asyncio.wait_for(fetch(path), 2)
        except (TimeoutError, ConnectionError) as error:
            print(name, "failed", path, type(error).__name__, attempt)
            if attempt < 2:
                queue.put_nowait((path, attempt + 1))
        else:
            print(name, "fetched", path, asyncio.get_running_loop().time())
            for link in links:
                if link not in seen:
                    seen.add(link)
                    queue.put_nowait((link, 1))
        finally:
            queue.task_done()


async def progress(seen):
    try:
        while True:
            await asyncio.sleep(2)
            print("seen", len(seen))
    finally:
        print("no more progress")


async def main():
    queue, seen = asyncio.Queue(), {"/"}
    queue.put_nowait(("/", 1))
    watch = asyncio.create_task(progress(seen), name="progress")
    workers = [asyncio.create_task(worker(f"w{i}", queue, seen), name=f"w{i}") for i in range(2)]
    await queue.join()
    for task in (watch, *workers):
        task.cancel()
    results = await asyncio.gather(watch, *workers, return_exceptions=True)
    print([type(result).__name__ for result in results], sorted(seen))


asyncio.run(main())
