def inner():
    while True:
        try:
            yield "inner is fine"  # <1>
        except ValueError as error:
            print("inner handles:", error)  # <2>


def outer():
    try:
        yield from inner()  # <3>
    except KeyError as error:
        print("outer handles:", repr(error))  # <4>
        yield "outer goes on"  # <5>


talk = outer()
next(talk)
print(talk.throw(ValueError("wrong number")))  # <6>
print(talk.throw(KeyError("lost")))  # <7>
