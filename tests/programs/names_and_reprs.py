"""PEP 255: __name__ and __qualname__ of a generator can be changed; its code's name stays."""


class Shop:
    def goods(self):
        yield "tea"


g = Shop().goods()
print(g.__name__, g.__qualname__, g.gi_code.co_name)
g.__name__ = "wares"
print(g.__name__, repr(g).split(" at ")[0])
print(next(g))
g.close()
