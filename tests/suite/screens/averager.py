def averager():
    total = 0.0
    count = 0
    average = None
    while True:
        term = yield average
        total += term
        count += 1
        average = total / count


avg = averager()
next(avg)
print(avg.send(10))
print(avg.send(30))
try:
    avg.throw(ValueError("no number"))
except ValueError as error:
    print("caught", error)
