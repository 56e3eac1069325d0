from collections import namedtuple

Result = namedtuple("Result", "count average")


def averager():
    total = 0.0
    count = 0
    average = None
    while True:
        term = yield  # <1>
        if term is None:
            break  # <2>
        total += term
        count += 1
        average = total / count
    return Result(count, average)  # <3>


avg = averager()
next(avg)
avg.send(10)  # <4>
avg.send(30)
try:
    avg.send(None)  # <5>
except StopIteration as stop:
    result = stop.value  # <6>
print(result)  # <7>
print(result.average)
