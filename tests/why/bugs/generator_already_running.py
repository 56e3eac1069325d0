# finds: already-executing 4
def fib():
    yield 1
    yield sum(next(gen) for _ in range(2))


gen = fib()
print(list(gen))
