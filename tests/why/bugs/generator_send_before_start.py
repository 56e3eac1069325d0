# finds: not-primed 9
def average():
    total = count = 0
    while True:
        total += yield total / max(count, 1)
        count += 1

g = average()
g.send(10)
