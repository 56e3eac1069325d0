def merge(one, other):
    one, other = iter(one), iter(other)
    a, b = next(one, None), next(other, None)
    while a is not None or b is not None:
        if b is None or a is not None and a <= b:
            yield a
            a = next(one, None)
        else:
            yield b
            b = next(other, None)


print(list(merge((n for n in [1, 3, 9]), (n for n in [2, 4]))))
