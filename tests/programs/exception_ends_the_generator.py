"""PEP 255: an exception that leaves the body ends the generator; later next() raises StopIteration."""
import inspect


def divide(numbers):
    for number in numbers:
        yield 100 // number


g = divide([5, 0, 2])
print(next(g))
try:
    next(g)
except ZeroDivisionError as error:
    print("raised", error)
print(inspect.getgeneratorstate(g))
print(next(g, "finished"))
