"""PEP 342: only exceptions can be thrown; the generator does not notice the attempt."""
import inspect


def patient():
    yield 1
    yield 2


g = patient()
print(next(g))
try:
    g.throw("not an exception")
except TypeError:
    print("TypeError")
print(inspect.getgeneratorstate(g))
print(next(g))
g.close()
