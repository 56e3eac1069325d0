"""PEP 342: catching GeneratorExit and returning is fine: close() is content."""


def polite():
    try:
        yield 1
    except GeneratorExit:
        print("goodbye")
    print("still running a little")


g = polite()
print(next(g))
g.close()
print("closed")
