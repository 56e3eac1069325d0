"""PEP 380: throw() on the outer generator goes to the innermost first."""


def inner():
    while True:
        try:
            yield "inner waits"
        except ValueError as error:
            print("inner handled", error)


def middle():
    yield from inner()


def outer():
    try:
        yield from middle()
    except ValueError:
        print("never")


g = outer()
print(next(g))
print(g.throw(ValueError("one")))
print(g.throw(ValueError("two")))
print(next(g))
g.close()
