"""PEP 342: an exception thrown in and not handled ends the generator and comes back to the caller."""
import inspect


def fragile():
    yield 1
    yield 2


g = fragile()
print(next(g))
try:
    g.throw(KeyError("lost"))
except KeyError as error:
    print("back again", error)
print(inspect.getgeneratorstate(g))
