def average():
    total, count, value = 0, 0, None
    while True:
        number = yield value
        if number is None:
            return value
        total, count = total + number, count + 1
        value = total / count


g = average()
next(g)
print(g.send(10), g.send(20))
try:
    g.send(None)
except StopIteration as stop:
    print("result", stop.value)
