"""PEP 342: a generator paused inside a with block leaves it when it is closed."""


class Door:
    def __enter__(self):
        print("open")
        return self

    def __exit__(self, kind, error, trace):
        print("shut because of", kind.__name__ if kind else None)


def room():
    with Door():
        yield "inside"
        yield "still inside"


for where in room():
    print(where)
g = room()
print(next(g))
g.close()
