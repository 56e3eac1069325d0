# Eager tasks run to their first real wait at once.
import asyncio


async def cached(n):
    print("asked for", n)
    if n % 2:
        await asyncio.sleep(1)
    return n * 10


async def main():
    loop = asyncio.get_running_loop()
    print("lazy")
    lazy = asyncio.create_task(cached(0))
    print(lazy.done(), await lazy)
    loop.set_task_factory(asyncio.eager_task_factory)
    print("eager")
    quick, slow = asyncio.create_task(cached(2)), asyncio.create_task(cached(3))
    print(quick.done(), slow.done(), quick.result())
    print(await slow)
    print(await asyncio.gather(cached(4), cached(5)))


asyncio.run(main())
