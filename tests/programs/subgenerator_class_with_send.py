"""PEP 380: yield from calls send(), throw() and close() of any object that has them."""
# reference: CPython has no event where throw() goes through to an object of another kind


class Recorder:
    def __init__(self):
        self.n = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.n += 1
        return f"next {self.n}"

    def send(self, value):
        if value == "stop":
            stop = StopIteration("recorder's result")
            raise stop
        return f"sent {value}"

    def throw(self, kind, value=None, trace=None):
        return f"thrown {kind!r}"

    def close(self):
        print("recorder closed")


def outer():
    result = yield from Recorder()
    print("result", result)
    yield from Recorder()


g = outer()
print(next(g))
print(g.send("a word"))
print(g.throw(KeyError("k")))
print(g.send("stop"))
g.close()
