def innermost():
    try:
        number = yield "ready"  # <1>
        print("innermost got", number)  # <2>
        yield number + 1  # <3>
    except ValueError:
        print("innermost is startled")  # <4>
        raise
    return "never"


def middle():
    yield from innermost()  # <5>


def outermost():
    try:
        yield from middle()  # <6>
    except ValueError as error:
        yield f"outermost caught: {error}"  # <7>


talk = outermost()  # <8>
print(next(talk))  # <9>
print(talk.send(41))  # <10>
print(talk.throw(ValueError("boo")))  # <11>
