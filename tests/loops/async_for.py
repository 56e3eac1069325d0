# An asynchronous iterator of a class, and one of a generator; async comprehensions.
import asyncio


class Ticker:
    def __init__(self, count):
        self.left = count

    def __aiter__(self):
        return self

    async def __anext__(self):
        if not self.left:
            raise StopAsyncIteration
        self.left -= 1
        await asyncio.sleep(1)
        return self.left


async def countdown(n):
    while n:
        await asyncio.sleep(1)
        yield n
        n -= 1
    print("lift off")


async def square(n):
    await asyncio.sleep(0)
    return n * n


async def main():
    async for left in Ticker(2):
        print("left", left)
    else:
        print("no break")
    async for n in countdown(2):
        print(n)
    print([n async for n in countdown(3) if n != 2])
    print({n: await square(n) async for n in Ticker(3)})
    print([await square(n) for n in range(3)])
    total = (await square(n) for n in range(4))
    print([n async for n in total])
    print(asyncio.get_running_loop().time())


asyncio.run(main())
