"""PEP 525: an exception thrown into a coroutine reaches the await inside the async generator it iterates."""
import types


@types.coroutine
def pause(label):
    yield label


async def source():
    while True:
        try:
            await pause("source waits")
        except ValueError as error:
            print("source caught", error)
        yield "value"


async def main():
    g = source()
    try:
        async for value in g:
            print(value)
    except KeyError as error:
        print("main caught", error)
    return "main is done"


c = main()
print(c.send(None))
print(c.throw(ValueError("v")))
try:
    c.throw(KeyError("k"))
except StopIteration as stop:
    print(stop.value)
