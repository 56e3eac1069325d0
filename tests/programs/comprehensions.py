"""PEP 255: comprehensions and the functions that consume iterables."""


def numbers(limit):
    for n in range(limit):
        yield n


print([n * 2 for n in numbers(3)])
print({n: n * n for n in numbers(3)})
print({n % 2 for n in numbers(3)})
print(list(numbers(2)), tuple(numbers(2)), sum(numbers(3)), max(numbers(3)))
print(2 in numbers(5), 9 in numbers(2))
print(",".join(str(n) for n in numbers(3)))
print(dict(zip("ab", numbers(5))), sorted(numbers(3), reverse=True))
