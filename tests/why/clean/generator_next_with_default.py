def two():
    yield 1
    yield 2


g = two()
while (value := next(g, None)) is not None:
    print(value)
print(next(two(), 0))
