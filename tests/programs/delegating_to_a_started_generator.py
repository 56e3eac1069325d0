"""PEP 380: one may delegate to a generator that is already under way, and leave it again."""


def numbers():
    yield 1
    yield 2
    yield 3


def rest(source):
    yield "the rest:"
    yield from source
    yield "that was all"


source = numbers()
print(next(source))
for value in rest(source):
    print(value)
