def inner():
    yield "working"
    return 42  # <1>


def outer():
    child = inner()
    yield next(child)
    try:
        child.send(None)  # <2>
    except StopIteration as stop:
        answer = stop.value  # <3>
    print("outer got", answer)  # <4>
    yield "outer is still here"


for word in outer():  # <5>
    print(word)
