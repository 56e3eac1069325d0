def add_up():
    total = 0
    while True:
        number = yield  # <1>
        if number is None:
            return total
        total += number


def keep(sums):
    while True:
        sums.append((yield from add_up()))  # <2>


sums = []
talk = keep(sums)
next(talk)  # <3>
talk.send(1)
talk.send(2)
print(sums)  # <4>
talk.send(None)  # <5>
print(sums)  # <6>
