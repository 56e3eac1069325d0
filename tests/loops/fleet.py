# Producers and consumers with join and task_done; at the end the consumers are cancelled.
import asyncio


async def producer(name, queue, count):
    for i in range(count):
        await queue.put(f"{name}{i}")
        await asyncio.sleep(0.1)


async def consumer(name, queue, seconds, handled):
    try:
        while True:
            item = await queue.get()
            try:
                await asyncio.sleep(seconds)
                handled.append((name, item))
            finally:
                queue.task_done()
    except asyncio.CancelledError:
        print(name, "goes home")
        raise


async def main():
    queue, handled = asyncio.Queue(3), []
    consumers = [asyncio.create_task(consumer(f"c{i}", queue, 0.25 + i / 10, handled)) for i in range(3)]
    async with asyncio.TaskGroup() as group:
        for name in "xyz":
            group.create_task(producer(name, queue, 4))
    print("all produced", asyncio.get_running_loop().time())
    await queue.join()
    for each in consumers:
        each.cancel()
    print(await asyncio.gather(*consumers, return_exceptions=True))
    for name, item in handled:
        print(name, item)


asyncio.run(main())
