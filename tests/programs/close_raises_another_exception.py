"""PEP 342: an exception raised while being closed comes out of close()."""


def clumsy():
    try:
        yield 1
    finally:
        raise OSError("dropped it")


g = clumsy()
print(next(g))
try:
    g.close()
except OSError as error:
    print("close() raised", error, "while handling", repr(error.__context__))
