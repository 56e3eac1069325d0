"""PEP 380: yield from an empty iterable never suspends; its value is None."""
# gap: a yield from that ends at once is not told as a delegation.


def hollow():
    result = yield from []
    print("result", result)
    yield "only this"


print(list(hollow()))
