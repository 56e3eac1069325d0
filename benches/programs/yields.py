"""A `for` loop over a generator that yields so many values."""
import sys


def counter(limit):
    number = 0
    while number < limit:
        yield number
        number += 1


total = 0
for value in counter(int(sys.argv[1])):
    total += value
print(total)
