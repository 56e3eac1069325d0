"""PEP 380: an exception raised in the subgenerator comes out at the delegating yield from."""


def inner():
    yield 1
    raise ValueError("from below")


def middle():
    yield from inner()


def outer():
    try:
        yield from middle()
    except ValueError as error:
        print("outer caught", error)
    yield 2


for value in outer():
    print(value)
