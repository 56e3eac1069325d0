def inner():
    word = yield "inner listens"  # <1>
    print("inner got", word)  # <2>
    yield word.upper()  # <3>


def outer():
    yield from inner()  # <4>


talk = outer()
print(next(talk))  # <5>
print(talk.send("tea"))  # <6>
