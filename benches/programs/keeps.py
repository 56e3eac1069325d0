"""Keeps and prints so many values: a tracer that pictures everything at every line is quadratic here."""
import sys


def squares(limit):
    for number in range(limit):
        yield number * number


def main(limit):
    kept = []
    by_value = {}
    for value in squares(limit):
        kept.append(value)
        by_value[value] = str(value)
        print(value)
    return len(kept)


print(main(int(sys.argv[1])))
