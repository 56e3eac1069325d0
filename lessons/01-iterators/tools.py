from itertools import chain, count, cycle, islice, takewhile

print(list(islice(count(10, 5), 3)))  # <1>
print(list(islice(cycle("ab"), 5)))  # <2>
print(list(chain("ab", [1, 2])))  # <3>
numbers = count()  # <4>
print(list(takewhile(lambda n: n < 3, numbers)))  # <5>
print(next(numbers))  # <6>
