"""PEP 380: what the inner one does not handle arrives at the outer one's yield from."""


def inner():
    try:
        yield "inner waits"
    finally:
        print("inner cleans up")


def outer():
    try:
        yield from inner()
    except ValueError as error:
        print("outer handled", error)
    yield "outer goes on"


g = outer()
print(next(g))
print(g.throw(ValueError("boo")))
print(next(g, "end"))
