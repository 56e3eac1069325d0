"""PEP 342: close() raises GeneratorExit at the paused yield; finally blocks run."""
import inspect


def resource():
    print("open")
    try:
        while True:
            yield "data"
    finally:
        print("release")


g = resource()
print(next(g))
print(g.close())
print(inspect.getgeneratorstate(g))
