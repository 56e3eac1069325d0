"""PEP 342: sys.exit with a text prints it on stderr and exits with status 1."""
import sys


def check(values):
    for value in values:
        if value < 0:
            sys.exit("negative value")
        yield value


for value in check([1, -1]):
    print(value)
