"""PEP 342: yielding while being closed is a RuntimeError: "generator ignored GeneratorExit"."""


def stubborn():
    try:
        yield 1
    except GeneratorExit:
        print("not yet!")
        yield 2


g = stubborn()
print(next(g))
try:
    g.close()
except RuntimeError as error:
    print(error)
print(next(g, "over"))
