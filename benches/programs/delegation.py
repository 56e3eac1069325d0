"""So many values that come through three levels: two generators that delegate, and one that yields."""
import sys


def inner(limit):
    for number in range(limit):
        yield number


def middle(limit):
    yield from inner(limit)


def outer(limit):
    yield from middle(limit)


total = 0
for value in outer(int(sys.argv[1])):
    total += value
print(total)
