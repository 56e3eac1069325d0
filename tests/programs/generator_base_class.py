"""PEP 342: collections.abc.Generator: a class with send and throw is a generator without a frame."""
from collections.abc import Generator


class Countdown(Generator):
    def __init__(self, start):
        self.n = start

    def send(self, value):
        if value is not None:
            self.n = value
        if self.n == 0:
            raise StopIteration("liftoff")
        self.n -= 1
        return self.n + 1

    def throw(self, kind, value=None, trace=None):
        super().throw(kind, value, trace)


def narrator():
    print("result", (yield from Countdown(2)))


g = narrator()
print(next(g))
print(g.send(3))
print(list(g))
print(list(Countdown(2)))
