"""PEP 289: a generator expression is a generator; its first iterable is evaluated at once."""
import inspect

words = ["yield", "await"]
lengths = (len(word) for word in words)
print(inspect.getgeneratorstate(lengths))
words = ["not", "used"]
print(next(lengths))
print(list(lengths))
evens = (n for n in range(10) if n % 2 == 0)
print(sum(evens), any(n > 5 for n in range(10)))
