"""PEP 255: decorators around generator functions, and generators that wrap generators."""
import functools


def logged(function):
    @functools.wraps(function)
    def wrapper(*args):
        print("calling", function.__name__)
        for value in function(*args):
            print("passing on", value)
            yield value

    return wrapper


@logged
def pair(a, b):
    yield a
    yield b


print(list(pair(1, 2)))
print(pair.__name__, pair(3, 4).__name__)
