"""PEP 255: thirty generators alive at once, each at its own place."""


def counter(start):
    while True:
        yield start
        start += 1


crowd = [counter(n * 10) for n in range(30)]
print(sum(next(g) for g in crowd))
print(sum(next(g) for g in crowd[::10]))
for g in crowd:
    g.close()
print("all closed")
