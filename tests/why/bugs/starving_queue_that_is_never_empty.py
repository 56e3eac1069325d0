# finds: starving 10
import asyncio


async def drain(queue):
    total = 0
    for _ in range(3000):
        if queue.empty():
            break
        total += await queue.get()
        queue.put_nowait(1)
    return total


async def heartbeat():
    for _ in range(3):
        await asyncio.sleep(0)


async def main():
    queue = asyncio.Queue()
    queue.put_nowait(1)
    await asyncio.gather(drain(queue), heartbeat())


asyncio.run(main())
