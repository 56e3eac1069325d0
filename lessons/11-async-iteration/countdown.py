import asyncio


class Countdown:
    def __init__(self, start):
        self.left = start

    def __aiter__(self):
        return self  # <1>

    async def __anext__(self):
        if self.left == 0:
            raise StopAsyncIteration  # <2>
        await asyncio.sleep(0.1)
        self.left -= 1  # <3>
        return self.left


async def main():
    async for n in Countdown(2):  # <4>
        print(n)
    print("lift-off")  # <5>


asyncio.run(main())
