"""PEP 380: yield from an empty iterable never suspends; its value is None."""


def hollow():
    result = yield from []
    print("result", result)
    yield "only this"


print(list(hollow()))
