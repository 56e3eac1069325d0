"""PEP 342: contextlib.contextmanager drives a generator: next() on entry, next() or throw() on exit."""
from contextlib import contextmanager


@contextmanager
def tag(name):
    print(f"<{name}>")
    try:
        yield name.upper()
    except ValueError as error:
        print("swallowed", error)
    finally:
        print(f"</{name}>")


with tag("p") as upper:
    print(upper)
with tag("b"):
    raise ValueError("inside")
try:
    with tag("i"):
        raise KeyError("other")
except KeyError as error:
    print("passed on", error)
