# finds: exhausted 10
def rows():
    yield 1
    yield 2


data = rows()
print(sum(data))
largest = 0
for row in data:
    largest = max(largest, row)
print(largest)
