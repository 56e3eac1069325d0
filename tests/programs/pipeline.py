"""PEP 255: a pipeline of generators pulls one item at a time through all stages."""


def source():
    for line in ["3", "x", "4", "", "5"]:
        print("read", repr(line))
        yield line


def numbers(lines):
    for line in lines:
        if line.isdigit():
            yield int(line)


def doubled(values):
    for value in values:
        yield value * 2


for value in doubled(numbers(source())):
    print("out", value)
