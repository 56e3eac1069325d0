"""PEP 380: the middle one handles what the inner one did not; the outer one never notices."""


def inner():
    yield "inner waits"


def middle():
    while True:
        try:
            yield from inner()
            return "middle's result"
        except ValueError as error:
            print("middle handled", error)


def outer():
    print("outer got", (yield from middle()))


g = outer()
print(next(g))
print(g.throw(ValueError("again")))
print(g.throw(ValueError("and again")))
print(next(g, "end"))
