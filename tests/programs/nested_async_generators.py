"""PEP 525: there is no `async yield from`: an async generator loops over another one."""
import types


@types.coroutine
def pause(label):
    yield label


async def inner():
    yield 1
    await pause("between")
    yield 2


async def outer():
    async for value in inner():
        yield value * 10


async def main():
    return [value async for value in outer()]


c = main()
try:
    while True:
        print("loop:", c.send(None))
except StopIteration as stop:
    print(stop.value)
