"""PEP 654: an exception group passes through a generator, and except* splits it."""
# needs: 3.11


def source():
    try:
        yield 1
    except* ValueError as group:
        print("values:", [str(e) for e in group.exceptions])
    yield 2


g = source()
print(next(g))
print(g.throw(ExceptionGroup("several", [ValueError("a"), ValueError("b")])))
g.close()
