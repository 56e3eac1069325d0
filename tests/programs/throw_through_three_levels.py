"""PEP 380: thrown in at the top, raised at the bottom, it passes every finally and is handled by the outermost."""


def inner():
    try:
        yield "inner waits"
    finally:
        print("inner leaves")


def middle():
    try:
        yield from inner()
    finally:
        print("middle leaves")


def outer():
    try:
        yield from middle()
    except ValueError as error:
        print("outer handled", error)
    yield "outer goes on"


g = outer()
print(next(g))
print(g.throw(ValueError("boo")))
print(next(g, "end"))
