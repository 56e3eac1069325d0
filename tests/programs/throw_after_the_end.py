"""PEP 342: thrown into a finished generator, the exception is simply raised."""


def one():
    yield 1


g = one()
print(list(g))
try:
    g.throw(LookupError("too late"))
except LookupError as error:
    print("raised", error)
