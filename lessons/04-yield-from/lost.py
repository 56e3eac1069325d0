def add_up():
    total = 0
    while True:
        number = yield
        if number is None:
            return total
        total += number


def ten_times():
    total = add_up()  # <1>
    yield total * 10


talk = ten_times()
next(talk)
talk.send(1)
talk.send(2)
print(talk.send(None))  # <2>
