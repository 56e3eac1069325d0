"""PEP 255: a bare return ends the generator as if its body had ended."""


def until_negative(numbers):
    for number in numbers:
        if number < 0:
            return
        yield number
    yield "never reached"


print(list(until_negative([3, 1, -1, 5])))
