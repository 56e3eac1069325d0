"""PEP 380: where the thrown exception makes the inner one return, the outer one just goes on with its value."""


def inner():
    try:
        yield "waiting"
    except TimeoutError:
        return "default"


def outer():
    answer = yield from inner()
    print("answer", answer)
    yield "outer goes on"


g = outer()
print(next(g))
print(g.throw(TimeoutError()))
g.close()
