"""PEP 342: thrown into a generator that has not started, the exception is raised before its first line."""
import inspect


def never_runs():
    print("never printed")
    try:
        yield 1
    except RuntimeError:
        print("never caught")


g = never_runs()
try:
    g.throw(RuntimeError("too soon"))
except RuntimeError as error:
    print("raised", error)
print(inspect.getgeneratorstate(g))
