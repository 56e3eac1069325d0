"""PEP 255: a for loop calls next() until StopIteration, which it swallows."""


def squares(limit):
    for i in range(limit):
        yield i * i


for square in squares(4):
    print(square)
else:
    print("no more squares")
