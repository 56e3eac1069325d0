def primed(function):
    def start(*args):
        generator = function(*args)
        next(generator)  # <1>
        return generator

    return start


@primed
def listener():
    heard = []
    while len(heard) < 2:
        word = yield f"heard {heard}"  # <2>
        heard.append(word)  # <3>
    return heard


def outer():
    heard = yield from listener()  # <4>
    yield f"in the end: {heard}"


talk = outer()
print(next(talk))  # <5>
print(talk.send("tea"))  # <6>
