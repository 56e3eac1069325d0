"""PEP 342: a generator nobody holds any more is closed by the interpreter."""


def resource():
    try:
        yield "data"
    finally:
        print("released")


g = resource()
print(next(g))
print("dropping")
del g
print("dropped")
