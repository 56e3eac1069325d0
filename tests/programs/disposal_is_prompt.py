"""PEP 342: the last reference gone, a generator is closed at once: before the next statement of the same line."""


def resource(name):
    try:
        yield name
    finally:
        print(name, "released")


def user():
    inner = resource("inner")
    next(inner)
    yield "user"


def f():
    local = resource("local")
    next(local)
    return "f returns"


g = user()
next(g)
print("before"); del g; print("after")
print(f(), list(user()), "printed last")
g = user(); next(g); print("before"); g.close(); print("after close")
