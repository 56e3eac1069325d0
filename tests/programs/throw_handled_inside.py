"""PEP 342: throw() raises at the yield; a handler there may go on, and throw() returns the next value."""


def resilient():
    n = 0
    while True:
        try:
            yield n
        except ValueError as error:
            print("handled", error)
            n = 100
        n += 1


g = resilient()
print(next(g))
print(next(g))
print(g.throw(ValueError("reset")))
print(next(g))
g.close()
