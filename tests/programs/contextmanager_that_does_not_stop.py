"""PEP 342: a context manager's generator must yield exactly once."""
from contextlib import contextmanager


@contextmanager
def twice():
    yield 1
    yield 2


@contextmanager
def never():
    return
    yield


try:
    with twice():
        print("in the block")
except RuntimeError as error:
    print(error)
try:
    with never():
        print("never here")
except RuntimeError as error:
    print(error)
