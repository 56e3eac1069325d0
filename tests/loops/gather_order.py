# gather keeps the order of its arguments, whoever is first; the same awaitable twice counts once.
import asyncio


async def fetch(name, seconds):
    await asyncio.sleep(seconds)
    print("done", name)
    return name


async def main():
    print(await asyncio.gather(fetch("slow", 3), fetch("fast", 1), fetch("middle", 2)))
    task = asyncio.create_task(fetch("once", 1))
    print(await asyncio.gather(task, task))
    print(await asyncio.gather())


asyncio.run(main())
