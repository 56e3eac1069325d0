"""PEP 380: collecting return values from several subgenerators."""


def part(name, n):
    for i in range(n):
        yield f"{name}{i}"
    return n


def whole():
    total = 0
    for name, n in (("a", 1), ("b", 2)):
        total += yield from part(name, n)
    return total


def drain(g):
    values = []
    while True:
        try:
            values.append(next(g))
        except StopIteration as stop:
            return values, stop.value


print(drain(whole()))
