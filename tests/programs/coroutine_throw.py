"""PEP 492: throw() on the outer coroutine raises at the innermost await and travels outwards."""


class Pause:
    def __await__(self):
        return (yield "pause")


async def inner():
    try:
        return await Pause()
    except ValueError as error:
        print("inner caught", error)
        return await Pause()


async def outer():
    try:
        print("inner returned", await inner())
        await Pause()
    except KeyError as error:
        print("outer caught", error)
    return "outer is done"


c = outer()
print(c.send(None))
print(c.throw(ValueError("v")))
print(c.send("value"))
try:
    c.throw(KeyError("k"))
except StopIteration as stop:
    print(stop.value)
