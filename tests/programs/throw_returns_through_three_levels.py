"""PEP 380: a throw that makes the inner ones return runs on in the outer one, up to its next yield."""


def inner():
    try:
        yield "inner waits"
    except ValueError:
        return "inner's result"


def middle():
    return (yield from inner()).upper()


def outer():
    result = yield from middle()
    yield f"outer got {result}"


g = outer()
print(next(g))
print(g.throw(ValueError))
print(next(g, "end"))
