# At most two at once; a bounded one notices one release too many.
import asyncio


async def fetch(name, gate, inside):
    async with gate:
        inside.append(name)
        print("in", sorted(inside), asyncio.get_running_loop().time())
        await asyncio.sleep(1)
        inside.remove(name)


async def main():
    gate, inside = asyncio.Semaphore(2), []
    await asyncio.gather(*(fetch(name, gate, inside) for name in "abcde"))
    bounded = asyncio.BoundedSemaphore(1)
    await bounded.acquire()
    bounded.release()
    try:
        bounded.release()
    except ValueError as error:
        print(error)


asyncio.run(main())
