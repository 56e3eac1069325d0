"""PEP 255: an exception nobody catches ends the program with status 1; the traceback names the generator."""


def lookup(keys):
    table = {"a": 1, "b": 2}
    for key in keys:
        yield table[key]


for value in lookup("abc"):
    print(value)
