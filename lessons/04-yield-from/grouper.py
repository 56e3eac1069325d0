from collections import namedtuple

Result = namedtuple("Result", "count average")

DATA = {
    "girls;kg": [40.9, 38.5, 44.3],
    "girls;m": [1.6, 1.51, 1.4],
    "boys;kg": [39.0, 40.8, 43.2],
    "boys;m": [1.38, 1.5, 1.32],
}


def averager():
    total = 0.0
    count = 0
    average = None
    while True:
        term = yield  # <1>
        if term is None:  # <2>
            break
        total += term
        count += 1
        average = total / count
    return Result(count, average)  # <3>


def grouper(results, key):
    while True:
        results[key] = yield from averager()  # <4>


def report(results):
    for key, result in sorted(results.items()):
        group, unit = key.split(";")
        print(f"{result.count} {group:5} averaging {result.average:.2f}{unit}")  # <5>


def main():
    results = {}
    for key, values in DATA.items():
        group = grouper(results, key)  # <6>
        next(group)  # <7>
        for value in values:
            group.send(value)  # <8>
        group.send(None)  # <9>
    report(results)


main()
