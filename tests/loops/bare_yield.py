# types.coroutine: a bare yield gives the loop a turn; anything else but a future is refused.
import asyncio
import types


@types.coroutine
def pause():
    print("pause")
    got = yield
    print("resumed with", got)


@types.coroutine
def nonsense():
    yield 42


async def other():
    print("other's turn")


class Twice:
    def __await__(self):
        yield from pause()
        yield
        return "twice"


async def main():
    asyncio.create_task(other())
    await pause()
    print(await Twice())
    task = asyncio.create_task(run_nonsense())
    await asyncio.wait([task])
    print(repr(task.exception()))


async def run_nonsense():
    await nonsense()


asyncio.run(main())
