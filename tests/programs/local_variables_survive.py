"""PEP 255: locals keep their values while the generator sleeps."""
import inspect


def fibonacci():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


g = fibonacci()
for _ in range(3):
    print(next(g), inspect.getgeneratorlocals(g))
g.close()
print(inspect.getgeneratorlocals(g))
