import asyncio


class Ticker:
    def __init__(self, ticks):
        self.left = ticks

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.left == 0:
            raise StopAsyncIteration
        await asyncio.sleep(0.1)
        self.left -= 1
        return self.left


async def main():
    async for left in Ticker(3):
        print(left)


asyncio.run(main())
