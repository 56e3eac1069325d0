"""PEP 255: zip(g, g) takes two values from the same generator each time."""


def numbers():
    for n in range(5):
        print("yielding", n)
        yield n


g = numbers()
print(list(zip(g, g)))
print("the last one is lost:", list(g))
