def inner():
    yield "one"  # <1>
    print("inner goes on")  # <2>
    yield "two"


def outer():
    yield from inner()  # <3>
    yield "three"  # <4>


talk = outer()
print(next(talk))  # <5>
print(next(talk))  # <6>
print(next(talk))  # <7>
