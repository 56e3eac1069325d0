"""PEP 342: a generator may answer a thrown exception with another one; the cause is kept."""


def translator():
    try:
        yield "ready"
    except KeyError as error:
        raise LookupError("no such word") from error


g = translator()
print(next(g))
try:
    g.throw(KeyError("chat"))
except LookupError as error:
    print(repr(error), "because of", repr(error.__cause__))
