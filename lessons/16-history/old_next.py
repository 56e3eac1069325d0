def countdown(left):
    while left > 0:
        yield left
        left -= 1


numbers = countdown(2)
print(numbers.next())  # <1>
print(next(numbers))
