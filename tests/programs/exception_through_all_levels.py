"""PEP 380: nobody on the way handles it, so it ends every level and reaches the caller."""


def level(n):
    if n == 0:
        yield "bottom"
        raise OverflowError("too much")
    yield from level(n - 1)


g = level(3)
print(next(g))
try:
    next(g)
except OverflowError as error:
    print("caller caught", error)
print(next(g, "every level has ended"))
