def averager():
    total = 0.0
    count = 0
    average = None
    while True:
        term = yield average  # <1>
        total += term  # <2>
        count += 1
        average = total / count  # <3>


avg = averager()  # <4>
print(next(avg))  # <5>
print(avg.send(10))  # <6>
print(avg.send(30))  # <7>
print(avg.send(5))  # <8>
