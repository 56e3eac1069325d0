"""PEP 342: an exception raised in finally replaces the one thrown in, which becomes its context."""


def risky():
    try:
        yield 1
    finally:
        [][0]


g = risky()
print(next(g))
try:
    g.throw(ValueError("first"))
except IndexError as error:
    print(error, "| context:", repr(error.__context__))
