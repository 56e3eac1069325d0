"""PEP 255: each generator has its own locals; a closure is shared."""


def make():
    total = 0

    def adder(step):
        nonlocal total
        for _ in range(2):
            total += step
            yield total

    return adder


adder = make()
small, big = adder(1), adder(10)
print(next(small), next(big), next(small), next(big))
print(list(small), list(big))
