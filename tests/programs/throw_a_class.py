"""PEP 342: throw() takes an exception class too, and makes the instance itself."""


class Reset(Exception):
    pass


def counter():
    n = 0
    while True:
        try:
            yield n
            n += 1
        except Reset as reset:
            print("reset", repr(reset), reset.args)
            n = 0


g = counter()
print(next(g), next(g), next(g))
print(g.throw(Reset))
print(g.throw(Reset("by hand")))
g.close()
