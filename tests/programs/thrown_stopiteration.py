"""PEP 479: a StopIteration thrown in from outside becomes a RuntimeError too."""


def plain():
    yield 1
    yield 2


g = plain()
print(next(g))
try:
    g.throw(StopIteration("outside"))
except RuntimeError as error:
    print(error, "|", repr(error.__cause__))
