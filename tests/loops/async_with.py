# Asynchronous context managers: a class, a generator, a stack.
import asyncio
from contextlib import AsyncExitStack, asynccontextmanager


class Connection:
    def __init__(self, name):
        self.name = name

    async def __aenter__(self):
        await asyncio.sleep(1)
        print("open", self.name)
        return self

    async def __aexit__(self, kind, error, traceback):
        await asyncio.sleep(1)
        print("close", self.name, kind and kind.__name__)
        return kind is KeyError


@asynccontextmanager
async def session(name):
    print("session", name)
    try:
        yield name.upper()
    finally:
        await asyncio.sleep(1)
        print("session ends")


async def main():
    async with Connection("a") as a, session("b") as b:
        print(a.name, b)
    async with Connection("swallows"):
        raise KeyError("gone")
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(Connection("c"))
        await stack.enter_async_context(session("d"))
        stack.push_async_callback(asyncio.sleep, 1)
    print(asyncio.get_running_loop().time())


asyncio.run(main())
