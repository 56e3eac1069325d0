"""PEP 492 and 525: coroutine, async generator, async with and async for in one function, driven by hand."""
import types


@types.coroutine
def pause(n):
    got = yield n
    return got


class Timer:
    async def __aenter__(self):
        return await pause("enter")

    async def __aexit__(self, *error):
        await pause("exit")


async def values():
    for n in range(2):
        got = await pause(n)
        yield n, got


async def main():
    async with Timer() as label:
        async for pair in values():
            print(label, pair)


c = main()
signal = None
try:
    for turn in range(10):
        print("turn", turn, c.send(signal))
        signal = f"signal {turn}"
except StopIteration:
    print("end")
