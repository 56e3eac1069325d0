from contextlib import contextmanager


@contextmanager
def tag(name):
    print("<" + name + ">")
    try:
        yield name
    finally:
        print("</" + name + ">")


with tag("b") as name:
    print(name)
