"""A helper of modules_beside.py: a module of that package that uses another."""
from .counting import count_to


def words():
    for n in count_to(2):
        yield "word " * n
