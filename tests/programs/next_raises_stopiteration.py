"""PEP 255: once finished, next() raises StopIteration every time."""


def one():
    yield 1


g = one()
print(next(g))
for attempt in range(2):
    try:
        next(g)
    except StopIteration as stop:
        print("attempt", attempt, repr(stop))
