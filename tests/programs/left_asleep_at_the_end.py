"""PEP 342: what still sleeps when the program ends is closed by the interpreter on its way out."""


def resource():
    try:
        yield "data"
    finally:
        print("released at the end")


g = resource()
print(next(g))
print("last line")
