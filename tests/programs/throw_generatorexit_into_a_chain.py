"""PEP 380: throwing GeneratorExit closes the inner generator, then raises in the outer."""


def inner():
    try:
        yield 1
    except GeneratorExit:
        print("inner closed")
        return "a value nobody gets"


def outer():
    try:
        value = yield from inner()
        print("never", value)
    except GeneratorExit:
        print("outer sees GeneratorExit")
        raise


g = outer()
print(next(g))
try:
    g.throw(GeneratorExit)
except GeneratorExit:
    print("caller sees GeneratorExit")
