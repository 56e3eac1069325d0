from itertools import islice


def pascal():
    row = [1]
    while True:
        yield row  # <1>
        row = [a + b for a, b in zip([0] + row, row + [0])]  # <2>


for row in islice(pascal(), 4):  # <3>
    print(row)
