"""PEP 255: objects that never start, one after the other: each is its own, even where memory is used again."""


def gen():
    yield 1


async def coro():
    return 1


async def agen():
    yield 1


for n in range(3):
    g = gen()
for n in range(3):
    g = gen()
    g.close()
for n in range(2):
    g = gen()
    try:
        g.throw(KeyError(n))
    except KeyError:
        pass
del g
for n in range(3):
    c = coro()
    c.close()
del c
for n in range(3):
    a = agen()
del a
print("all gone")
