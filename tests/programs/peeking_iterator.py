"""PEP 342: an iterator class that wraps a generator and can look ahead."""


class Peekable:
    def __init__(self, iterable):
        self.source = iter(iterable)
        self.cache = []

    def __iter__(self):
        return self

    def __next__(self):
        return self.cache.pop() if self.cache else next(self.source)

    def peek(self):
        if not self.cache:
            self.cache.append(next(self.source))
        return self.cache[0]


def tokens():
    yield "2"
    yield "+"
    yield "3"


p = Peekable(tokens())
print(p.peek(), p.peek(), next(p), list(p))
