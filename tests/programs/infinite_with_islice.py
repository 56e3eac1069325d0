"""PEP 255: an endless generator is fine as long as somebody asks only so often."""
from itertools import islice, takewhile


def naturals():
    n = 0
    try:
        while True:
            yield n
            n += 1
    finally:
        print("stopped at", n)


print(list(islice(naturals(), 3)))
print(list(takewhile(lambda n: n < 3, naturals())))
