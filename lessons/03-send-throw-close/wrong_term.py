def averager():
    total = 0.0
    count = 0
    average = None
    while True:
        term = yield average
        total += term  # <1>
        count += 1
        average = total / count


first = averager()
next(first)
first.send(10)
try:
    next(first)  # <2>
except TypeError:
    print("None is no term")  # <3>

second = averager()
next(second)
try:
    second.send("spam")  # <4>
except TypeError:
    print("spam is no term")  # <5>
try:
    second.send(10)  # <6>
except StopIteration:
    print("closed")  # <7>
