"""PEP 380: `return value` in a generator raises StopIteration(value)."""


def counted(items):
    count = 0
    for item in items:
        count += 1
        yield item
    return count


g = counted("ab")
print(next(g), next(g))
try:
    next(g)
except StopIteration as stop:
    print("value", stop.value, "args", stop.args)
