"""PEP 492: dropping a waiting coroutine closes it, like a generator."""


class Pause:
    def __await__(self):
        yield "pause"


async def inner():
    try:
        await Pause()
    finally:
        print("inner is closed")


async def outer():
    try:
        await inner()
    finally:
        print("outer is closed")


c = outer()
print(c.send(None))
del c
print("dropped")
