"""PEP 255: unpacking asks for one value more than it has names for, to be sure."""


def three():
    yield 1
    yield 2
    yield 3


a, b, c = three()
print(a, b, c)
first, *rest = three()
print(first, rest)
try:
    x, y = three()
except ValueError as error:
    print(str(error).split("(")[0].strip())
print(*three(), [*three()], {*three()})
