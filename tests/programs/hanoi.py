"""PEP 380: two yields from, one yield: the towers of Hanoi."""


def hanoi(n, a, b, c):
    if n:
        yield from hanoi(n - 1, a, c, b)
        yield f"{a}->{c}"
        yield from hanoi(n - 1, b, a, c)


print(" ".join(hanoi(3, "A", "B", "C")))
