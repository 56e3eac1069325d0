# finds: exhausted 8
def squares():
    for number in range(3):
        yield number * number

values = squares()
total = sum(values)
shares = [value / total for value in values]
print(total, shares)
