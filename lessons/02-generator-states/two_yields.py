from inspect import getgeneratorstate


def simple(a):
    print("started, a =", a)
    b = yield a  # <1>
    print("received b =", b)  # <2>
    c = yield a + b  # <3>
    print("received c =", c)  # <4>


coro = simple(14)  # <5>
print(getgeneratorstate(coro))  # <6>
print(next(coro))  # <7>
print(getgeneratorstate(coro))  # <8>
print(coro.send(28))  # <9>
try:
    coro.send(99)  # <10>
except StopIteration:
    print("finished")
print(getgeneratorstate(coro))  # <11>
