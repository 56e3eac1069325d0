from inspect import getgeneratorstate


def simple(a):
    print("started, a =", a)
    b = yield a  # <1>
    print("received b =", b)  # <2>
    c = yield a + b  # <3>
    print("received c =", c)  # <4>


talk = simple(14)  # <5>
print(getgeneratorstate(talk))  # <6>
print(next(talk))  # <7>
print(getgeneratorstate(talk))  # <8>
print(talk.send(28))  # <9>
try:
    talk.send(99)  # <10>
except StopIteration:
    print("finished")
print(getgeneratorstate(talk))  # <11>
