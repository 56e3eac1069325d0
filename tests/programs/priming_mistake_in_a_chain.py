"""PEP 342: forgetting to prime the inner coroutine is found only when the first value arrives."""


def printer():
    while True:
        line = yield
        print("printed", line)


def upper(target):
    while True:
        line = yield
        target.send(line.upper())


p = printer()
u = upper(p)
next(u)
try:
    u.send("too early")
except TypeError as error:
    print(error)
print(next(u, "upper has ended"), next(p))
p.send("fine now")
p.close()
