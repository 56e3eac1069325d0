from functools import wraps


def primed(function):
    @wraps(function)
    def start(*args, **kwargs):
        generator = function(*args, **kwargs)  # <1>
        next(generator)  # <2>
        return generator  # <3>

    return start


@primed
def averager():
    total = 0.0
    count = 0
    average = None
    while True:
        term = yield average  # <4>
        total += term
        count += 1
        average = total / count


avg = averager()  # <5>
print(avg.send(10))  # <6>
print(avg.send(30))
