"""PEP 342: a pipeline that pushes: each stage sends to the next."""


def printer(name):
    try:
        while True:
            item = yield
            print(name, item)
    finally:
        print(name, "closed")


def only_even(target):
    try:
        while True:
            item = yield
            if item % 2 == 0:
                target.send(item)
    finally:
        target.close()


sink = printer("sink")
next(sink)
stage = only_even(sink)
next(stage)
for n in range(4):
    stage.send(n)
stage.close()
