# A barrier lets three through at once; a broken one tells all.
import asyncio


async def runner(name, seconds, barrier):
    await asyncio.sleep(seconds)
    try:
        place = await barrier.wait()
        print(name, "place", place, asyncio.get_running_loop().time())
    except asyncio.BrokenBarrierError:
        print(name, "broken")


async def main():
    barrier = asyncio.Barrier(3)
    await asyncio.gather(*(runner(name, i, barrier) for i, name in enumerate("abc")))
    late = [asyncio.create_task(runner(name, 0, barrier)) for name in "de"]
    await asyncio.sleep(1)
    print("waiting", barrier.n_waiting)
    await barrier.abort()
    await asyncio.gather(*late)


asyncio.run(main())
