"""PEP 342: yield is allowed inside try/finally, and the finally runs when the generator goes on."""


def guarded():
    try:
        print("enter")
        yield 1
        yield 2
    finally:
        print("cleanup")


for value in guarded():
    print("got", value)
print("after")
