"""PEP 380: a plain iterator has no throw(), so the exception is raised at the yield from."""


def outer():
    try:
        yield from [1, 2, 3]
    except ValueError as error:
        print("caught", error)
    yield "after"


g = outer()
print(next(g))
print(g.throw(ValueError("boo")))
g.close()
