"""PEP 255: an except block of a generator does not change the caller's current exception."""
import sys


def catcher():
    try:
        raise KeyError("inside")
    except KeyError:
        yield repr(sys.exc_info()[1])
        yield repr(sys.exc_info()[1])


g = catcher()
print(next(g))
print("outside", sys.exc_info()[1])
try:
    raise ValueError("outside")
except ValueError:
    print(next(g), "while outside", repr(sys.exc_info()[1]))
print(next(g, "end"))
