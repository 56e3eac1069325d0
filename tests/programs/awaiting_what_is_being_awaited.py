"""PEP 492: two coroutines can't await the same one at once: "coroutine is being awaited already"."""


class Pause:
    def __await__(self):
        yield "pause"


async def shared():
    await Pause()


async def user(c):
    await c


c = shared()
first, second = user(c), user(c)
print(first.send(None))
try:
    second.send(None)
except RuntimeError as error:
    print(error)
first.close()
