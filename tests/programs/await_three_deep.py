"""PEP 492: await delegates like yield from: through all levels to the innermost awaitable."""


class Pause:
    def __await__(self):
        return (yield "paused")


async def inner():
    return await Pause()


async def middle():
    result = await inner()
    print("middle got", result)
    return result.upper()


async def outer():
    return await middle()


c = outer()
print(c.send(None))
try:
    c.send("go on")
except StopIteration as stop:
    print(stop.value)
