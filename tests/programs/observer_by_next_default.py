"""PEP 255: next() with a default never raises StopIteration."""


def queue(items):
    while items:
        yield items.pop(0)


items = ["a"]
g = queue(items)
print(next(g, None))
print(next(g, None))
items.append("b")
print(next(g, None), "a finished generator stays finished")
