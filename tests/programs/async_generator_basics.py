"""PEP 525: an async generator yields values to async for, and may await in between."""
import inspect
import types


@types.coroutine
def pause(label):
    yield label


async def countdown(n):
    while n:
        await pause(f"before {n}")
        yield n
        n -= 1


async def main():
    async for n in countdown(2):
        print("n", n)
    print([n async for n in countdown(1)])


print(inspect.isasyncgen(countdown(1)), inspect.isasyncgenfunction(countdown))
c = main()
try:
    while True:
        print("loop:", c.send(None))
except StopIteration:
    print("end")
