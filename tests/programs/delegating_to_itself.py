"""PEP 380: a generator that delegates to itself is already executing."""
# gap: a yield from that is refused at once is not told as a delegation.


def ouroboros():
    try:
        yield from me
    except ValueError as error:
        print(error)
    yield "survived"


me = ouroboros()
print(next(me))
me.close()
