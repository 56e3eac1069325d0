"""PEP 380: dropping the outer generator closes the whole chain."""


def inner():
    try:
        yield "inner"
    finally:
        print("inner released")


def outer():
    try:
        yield from inner()
    finally:
        print("outer released")


g = outer()
print(next(g))
g = None
print("nothing left")
