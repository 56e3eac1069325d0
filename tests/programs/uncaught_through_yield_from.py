"""PEP 380: the traceback of an uncaught exception shows every level of yield from."""


def inner():
    yield 1
    raise RuntimeError("at the bottom")


def outer():
    yield from inner()


def main():
    for value in outer():
        print(value)


main()
