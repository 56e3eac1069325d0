def inner():
    yield "working"  # <1>
    return 42  # <2>


def outer():
    answer = yield from inner()  # <3>
    print("outer got", answer)  # <4>
    yield "outer is still here"  # <5>


talk = outer()
print(next(talk))  # <6>
print(next(talk))  # <7>
