"""PEP 380: yield from works on any iterable; a list has no send, so only next() gets through."""


def parts():
    yield from [1, 2]
    yield from "ab"
    yield from (n * n for n in range(2))


print(list(parts()))
