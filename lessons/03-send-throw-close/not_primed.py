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
try:
    avg.send(10)  # <1>
except TypeError as error:
    print("TypeError:", error)  # <2>

print(avg.send(None))  # <3>
print(avg.send(10))  # <4>
