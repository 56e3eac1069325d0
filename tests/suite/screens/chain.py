def inner():
    try:
        got = yield "a"
        print("inner got", got)
        yield "b"
    except KeyError as error:
        return f"saved {error}"


def middle():
    result = yield from inner()
    print("middle has", result)
    yield result


def outer():
    yield from middle()


chain = outer()
print(next(chain))
print(chain.send(7))
print(chain.throw(KeyError("k")))
