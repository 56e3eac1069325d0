"""asyncio: two coroutines take turns in one loop, virtual time or not."""
# transitions: not written down here; the tests of asyncio look at its tasks and turns
import asyncio


async def worker(name, times):
    for n in range(times):
        print(name, n)
        await asyncio.sleep(0)
    return name


async def main():
    results = await asyncio.gather(worker("a", 2), worker("b", 1))
    print(results)


asyncio.run(main())
