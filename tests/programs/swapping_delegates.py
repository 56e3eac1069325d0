"""PEP 380: one generator delegates to others in turn, whatever kind they are."""


def gen():
    got = yield "gen"
    return got


def outer():
    print("returned", (yield from gen()))
    print("returned", (yield from ["list"]))
    print("returned", (yield from gen()))


g = outer()
value = next(g)
while value:
    print("yielded", value)
    value = next(g, None)
