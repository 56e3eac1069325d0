"""An averager that is sent so many values."""
import sys


def averager():
    total = count = 0
    average = None
    while True:
        term = yield average
        total += term
        count += 1
        average = total / count


sink = averager()
next(sink)
for term in range(int(sys.argv[1])):
    last = sink.send(term)
sink.close()
print(last)
