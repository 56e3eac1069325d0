# An old generator-based awaitable: __await__ with yield from, and a plain iterator.
import asyncio


class Countdown:
    def __init__(self, n):
        self.n = n

    def __await__(self):
        while self.n:
            print("n is", self.n)
            yield from asyncio.sleep(1).__await__()
            self.n -= 1
        return "zero"


class Plain:
    def __await__(self):
        return iter([None, None])


async def main():
    print(await asyncio.gather(waits(Countdown(2)), waits(Plain())))


async def waits(thing):
    return await thing


asyncio.run(main())
