"""PEP 255: library code may stand between: heapq.merge and functools.reduce resume the program's generators."""
import heapq
from functools import reduce


def evens():
    yield 2
    yield 6


def odds():
    yield 3
    yield 5


print(list(heapq.merge(evens(), odds())))
print(reduce(lambda a, b: a * b, evens()))
