# types.coroutine: a bare yield gives the loop a turn.
import asyncio
import types


@types.coroutine
def pause():
    print("pause")
    got = yield
    print("resumed with", got)


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


asyncio.run(main())
