"""PEP 255: backtracking: four queens, every solution as soon as it is found."""


def queens(n, placed=()):
    if len(placed) == n:
        yield placed
        return
    for column in range(n):
        if all(column != c and abs(column - c) != len(placed) - r for r, c in enumerate(placed)):
            yield from queens(n, placed + (column,))


for solution in queens(4):
    print(solution)
