# add_done_callback runs its callbacks in the next turn, in order; some carry more through partial.
import asyncio
from functools import partial


def told(word, future):
    print(word, future.result())


class Listener:
    def __call__(self, future):
        print("an object:", future.result())

    def method(self, future):
        print("a method:", future.result())


async def job():
    await asyncio.sleep(1)
    return 7


async def main():
    task = asyncio.create_task(job())
    task.add_done_callback(partial(told, "first"))
    task.add_done_callback(partial(told, "removed"))
    callback = partial(told, "twice removed")
    task.add_done_callback(callback)
    task.add_done_callback(callback)
    task.add_done_callback(Listener())
    task.add_done_callback(Listener().method)
    task.add_done_callback(lambda future: print("a lambda"))
    print(task.remove_done_callback(callback))
    print("awaited", await task)
    task.add_done_callback(partial(told, "late"))
    print("not yet")
    await asyncio.sleep(0)


asyncio.run(main())
