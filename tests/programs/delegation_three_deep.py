"""PEP 380: values go straight through all levels: what the innermost yields, the caller gets."""


def inner():
    got = yield "from inner"
    print("inner got", got)
    return "inner's result"


def middle():
    result = yield from inner()
    print("middle got", result)
    return "middle's result"


def outer():
    result = yield from middle()
    print("outer got", result)


g = outer()
print(next(g))
try:
    g.send("a letter")
except StopIteration as stop:
    print("done", stop.value)
