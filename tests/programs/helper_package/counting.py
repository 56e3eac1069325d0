"""A helper of modules_beside.py: a module of that package."""


def count_to(limit):
    n = 1
    while n <= limit:
        yield n
        n += 1
