# What the loop cannot wait for is refused: a number, and a future of another loop.
import asyncio
import types


@types.coroutine
def nonsense():
    yield 42


async def yields_nonsense():
    await nonsense()


async def waits_elsewhere(other):
    await other.create_future()


async def main():
    task = asyncio.create_task(yields_nonsense())
    await asyncio.wait([task])
    print(repr(task.exception()))
    other = asyncio.new_event_loop()
    task = asyncio.create_task(waits_elsewhere(other))
    await asyncio.wait([task])
    print(type(task.exception()).__name__, "attached to a different loop" in str(task.exception()))
    other.close()


asyncio.run(main())
