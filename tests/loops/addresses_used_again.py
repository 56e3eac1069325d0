# Futures die unseen; whatever gets their addresses afterwards is called by its own name.
import asyncio


def catcher():
    while True:
        try:
            yield
        except asyncio.InvalidStateError:
            pass


async def main():
    loop = asyncio.get_running_loop()
    caught = 0
    for _ in range(5):
        futures = [loop.create_future() for _ in range(50)]
        for future in futures:
            future.set_result(None)
            await future
        del future, futures
        sleeper = catcher()
        next(sleeper)
        for error in [asyncio.InvalidStateError(n) for n in range(50)]:
            sleeper.throw(error)
            caught += 1
    print(caught)


asyncio.run(main())
