"""PEP 492: close() on a waiting coroutine raises GeneratorExit at the innermost await."""


class Pause:
    def __await__(self):
        try:
            yield "pause"
        finally:
            print("pause is over")


async def inner():
    try:
        await Pause()
    except GeneratorExit:
        print("inner closes")
        raise


async def outer():
    try:
        await inner()
    finally:
        print("outer closes")


c = outer()
print(c.send(None))
c.close()
print("closed")
