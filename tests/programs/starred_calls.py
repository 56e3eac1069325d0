"""PEP 255: f(*g) runs the generator to its end before f is called."""


def arguments():
    print("first")
    yield 1
    print("second")
    yield 2
    print("all")


def f(*args):
    print("called with", args)


f(0, *arguments())
print(*(n for n in (7, 8)), sep="+")
