"""PEP 492: async for awaits __anext__ until StopAsyncIteration."""
import types


@types.coroutine
def pause(label):
    yield label


class Ticker:
    def __init__(self, limit):
        self.n, self.limit = 0, limit

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.n == self.limit:
            raise StopAsyncIteration
        self.n += 1
        await pause(f"tick {self.n}")
        return self.n


async def main():
    async for n in Ticker(2):
        print("n", n)
    else:
        print("no more")


c = main()
try:
    while True:
        print("loop:", c.send(None))
except StopIteration:
    print("end")
