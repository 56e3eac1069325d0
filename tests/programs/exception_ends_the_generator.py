"""PEP 255: an exception that leaves the body ends the generator; later next() raises StopIteration."""
import inspect


def lookup(keys):
    table = {"a": 1}
    for key in keys:
        yield table[key]


g = lookup("axa")
print(next(g))
try:
    next(g)
except KeyError as error:
    print("raised", error)
print(inspect.getgeneratorstate(g))
print(next(g, "finished"))
