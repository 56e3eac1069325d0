"""PEP 380: a plain iterator has no send(): sending a value through to it is an AttributeError."""


def outer():
    try:
        yield from iter([1, 2, 3])
    except AttributeError as error:
        print(error)
    yield "after"


g = outer()
print(next(g))
print(g.send(None))
print(g.send("hello"))
g.close()
