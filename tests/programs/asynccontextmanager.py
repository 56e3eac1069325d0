"""PEP 525: contextlib.asynccontextmanager drives an async generator."""
# reference: a coroutine of the library stands between; CPython tells of its await, the trace looks through it
from contextlib import asynccontextmanager
import types


@types.coroutine
def pause(label):
    yield label


@asynccontextmanager
async def session(name):
    await pause("opening")
    try:
        yield name.upper()
    except ValueError as error:
        print("swallowed", error)
    finally:
        await pause("closing")


async def main():
    async with session("s") as s:
        print("using", s)
    async with session("t"):
        raise ValueError("inside")
    return "done"


c = main()
try:
    while True:
        print("loop:", c.send(None))
except StopIteration as stop:
    print(stop.value)
