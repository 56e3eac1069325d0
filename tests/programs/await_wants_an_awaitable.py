"""PEP 492: what can't be awaited is a TypeError at the await."""


class Wrong:
    def __await__(self):
        return [1, 2]


def plain_generator():
    yield 1


async def main():
    for thing in (42, Wrong(), plain_generator()):
        try:
            await thing
        except TypeError:
            print("TypeError for", type(thing).__name__)


try:
    main().send(None)
except StopIteration:
    print("end")
