"""PEP 342: close() on a generator that never started runs none of its code."""
import inspect


def resource():
    try:
        print("never printed")
        yield
    finally:
        print("never printed either")


g = resource()
g.close()
print(inspect.getgeneratorstate(g))
print(list(g))
