"""PEP 479: in a generator expression the rule holds as well."""


def fail(value):
    if value == 2:
        raise StopIteration
    return value


g = (fail(value) for value in range(5))
try:
    for value in g:
        print(value)
except RuntimeError as error:
    print(error)
