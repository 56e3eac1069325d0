def inner():
    try:
        yield "inner"  # <1>
    finally:
        print("inner cleans up")  # <2>


def outer():
    try:
        yield from inner()  # <3>
    finally:
        print("outer cleans up")  # <4>


talk = outer()
next(talk)
talk.close()  # <5>
print("closed")
