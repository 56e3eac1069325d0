"""PEP 255: chain, zip and tee consume generators without running ahead of need."""
from itertools import chain, count, tee


def say(name, limit):
    for n in range(limit):
        yield f"{name}{n}"


print(list(chain(say("a", 2), say("b", 2))))
print(list(zip(say("c", 3), count())))
left, right = tee(say("t", 2))
print(next(left), next(right), list(left), list(right))
print(list(chain.from_iterable(map(say, "xy", (1, 2)))))
