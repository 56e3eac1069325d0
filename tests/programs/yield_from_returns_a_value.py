"""PEP 380: the value of a yield from expression is what the subgenerator returned."""


def summer():
    total = 0
    while True:
        number = yield
        if number is None:
            return total
        total += number


def grouper(results):
    while True:
        total = yield from summer()
        results.append(total)


results = []
g = grouper(results)
next(g)
for number in (1, 2, 3, None, 10, 20, None):
    g.send(number)
print(results)
g.close()
