"""PEP 380: a generator that delegates to itself is already executing."""


def ouroboros():
    try:
        yield from me
    except ValueError as error:
        print(error)
    yield "survived"


me = ouroboros()
print(next(me))
me.close()
