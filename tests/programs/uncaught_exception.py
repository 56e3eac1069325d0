"""PEP 255: an exception nobody catches ends the program with status 1; the traceback names the generator."""


def ratio(values):
    for value in values:
        yield 6 // value


for r in ratio([3, 2, 0]):
    print(r)
