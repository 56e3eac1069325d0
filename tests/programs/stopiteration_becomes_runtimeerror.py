"""PEP 479: a StopIteration raised in a generator's body becomes RuntimeError: "generator raised StopIteration"."""


def wrong():
    yield 1
    raise StopIteration("leaked")


g = wrong()
print(next(g))
try:
    next(g)
except RuntimeError as error:
    print(error)
    print("cause", repr(error.__cause__))
