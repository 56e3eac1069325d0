from itertools import islice


def by_list(count):
    numbers = [0, 1]
    while len(numbers) < count:
        numbers.append(numbers[-1] + numbers[-2])
    return numbers  # <1>


class Fibonacci:
    def __init__(self):
        self.a, self.b = 0, 1

    def __iter__(self):
        return self

    def __next__(self):
        value = self.a
        self.a, self.b = self.b, self.a + self.b
        return value


def by_generator():
    a, b = 0, 1
    while True:
        yield a  # <2>
        a, b = b, a + b


print(by_list(6))  # <3>
print(list(islice(Fibonacci(), 6)))  # <4>
print(list(islice(by_generator(), 6)))  # <5>
for number in by_generator():  # <6>
    if number > 5:
        break  # <7>
    print(number)
