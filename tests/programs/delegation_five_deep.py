"""PEP 380: five generators in a row; each resumption enters at the top and reaches the bottom."""


def a():
    x = yield 1
    y = yield x + 1
    return x + y


def b():
    return (yield from a()) * 2


def c():
    return (yield from b()) * 2


def d():
    return (yield from c()) * 2


def e():
    yield "total", (yield from d())


g = e()
print(next(g))
print(g.send(10))
print(g.send(100))
print(next(g, "end"))
