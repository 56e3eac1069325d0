"""PEP 380: delegating to a finished generator gives None at once."""


def one():
    yield 1
    return "result"


def twice(source):
    print("first", (yield from source))
    print("second", (yield from source))


print(list(twice(one())))
