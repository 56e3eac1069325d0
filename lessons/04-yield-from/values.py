def inner():
    yield "one"  # <1>
    yield "two"


def outer():
    yield from inner()  # <2>
    yield "three"  # <3>


talk = outer()
print(next(talk))  # <4>
print(next(talk))  # <5>
print(next(talk))  # <6>
