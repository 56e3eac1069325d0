"""PEP 342: a GeneratorExit raised by the body itself is an exception like any other for next()."""


def leaves():
    yield 1
    raise GeneratorExit("on my own")


g = leaves()
print(next(g))
try:
    next(g)
except GeneratorExit as error:
    print("caller caught", repr(error))
