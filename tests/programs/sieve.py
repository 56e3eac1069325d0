"""PEP 255: the sieve of Eratosthenes as a growing chain of generators."""
from itertools import islice


def integers(n):
    while True:
        yield n
        n += 1


def without_multiples(prime, numbers):
    for n in numbers:
        if n % prime:
            yield n


def primes():
    numbers = integers(2)
    while True:
        prime = next(numbers)
        yield prime
        numbers = without_multiples(prime, numbers)


print(list(islice(primes(), 5)))
