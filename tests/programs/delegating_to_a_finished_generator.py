"""PEP 380: delegating to a finished generator gives None at once."""
# gap: a yield from that ends at once is not told as a delegation.


def one():
    yield 1
    return "result"


def twice(source):
    print("first", (yield from source))
    print("second", (yield from source))


print(list(twice(one())))
