"""PEP 380: an inner generator that ignores GeneratorExit makes the outer's close() fail."""


def inner():
    try:
        yield 1
    except GeneratorExit:
        yield 2


def outer():
    try:
        yield from inner()
    except RuntimeError as error:
        print("outer sees:", error)
        raise


g = outer()
print(next(g))
try:
    g.close()
except RuntimeError as error:
    print("caller sees:", error)
