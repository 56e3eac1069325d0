"""PEP 492: awaiting during close: "coroutine ignored GeneratorExit"."""
# reference: CPython closes it once more at its end.
# gap: the embedded interpreter does not close at its end what ignored GeneratorExit before.


class Pause:
    def __await__(self):
        yield "pause"


async def stubborn():
    try:
        await Pause()
    finally:
        await Pause()


c = stubborn()
print(c.send(None))
try:
    c.close()
except RuntimeError as error:
    print(error)
