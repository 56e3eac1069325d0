"""PEP 255: iter(g) is g itself, so two loops over it share one position."""


def letters():
    yield "a"
    yield "b"
    yield "c"


g = letters()
print(iter(g) is g)
for letter in g:
    print("first loop", letter)
    break
for letter in g:
    print("second loop", letter)
