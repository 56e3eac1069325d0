from inspect import getgeneratorstate


def two_words():
    print("begins")
    yield "one"  # <1>
    print("goes on")  # <2>
    yield "two"  # <3>
    print("ends")  # <4>


words = two_words()  # <5>
print(getgeneratorstate(words))  # <6>
print(next(words))  # <7>
print(getgeneratorstate(words))  # <8>
print(next(words))  # <9>
try:
    next(words)  # <10>
except StopIteration:
    print("nothing more")
print(getgeneratorstate(words))  # <11>
