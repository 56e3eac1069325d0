import asyncio


async def add(lock, counter):
    for _ in range(3):
        async with lock:
            value = counter["n"]
            await asyncio.sleep(0.01)
            counter["n"] = value + 1


async def main():
    lock, counter = asyncio.Lock(), {"n": 0}
    await asyncio.gather(*(add(lock, counter) for _ in range(4)))
    print(counter)


asyncio.run(main())
