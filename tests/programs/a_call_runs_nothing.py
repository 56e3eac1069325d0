"""PEP 255: calling a generator function runs none of its body; it only makes the object."""
import inspect


def greet():
    print("the body runs")
    yield "hello"
    print("the body ends")


g = greet()
print("made", inspect.getgeneratorstate(g))
print(next(g))
print("paused", inspect.getgeneratorstate(g))
print(next(g, "nothing more"))
print("done", inspect.getgeneratorstate(g))
