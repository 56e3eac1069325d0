def numbers(limit):
    for number in range(limit):
        yield number


def squares(source):
    for number in source:
        yield number * number


def pairs(source):
    for value in source:
        yield value, str(value)


print(list(pairs(squares(numbers(5)))))
print(sum(squares(numbers(10))))
