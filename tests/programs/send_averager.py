"""PEP 342: send(value) resumes the generator, and the yield expression becomes that value."""


def averager():
    total = 0.0
    count = 0
    average = None
    while True:
        number = yield average
        total += number
        count += 1
        average = total / count


avg = averager()
print(next(avg))
print(avg.send(10))
print(avg.send(30))
print(avg.send(5))
avg.close()
