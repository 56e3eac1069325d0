"""PEP 342: close() on a finished generator does nothing."""


def two():
    try:
        yield 1
        yield 2
    finally:
        print("finally, once")


g = two()
print(next(g))
g.close()
g.close()
print("closed twice")
