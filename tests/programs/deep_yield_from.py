"""PEP 380: fifty levels of yield from; one value passes through all of them."""


def level(n):
    if n == 0:
        got = yield "bottom"
        return [got]
    result = yield from level(n - 1)
    result.append(n)
    return result


g = level(49)
print(next(g))
try:
    g.send("ball")
except StopIteration as stop:
    print(len(stop.value), stop.value[:3], stop.value[-1])
