def countdown(left):
    while left > 0:
        yield left
        left -= 1


for number in countdown(3):
    print(number)
