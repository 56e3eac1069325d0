# finds: left-to-collector 8
def rows():
    print("open")
    try:
        yield 1
        yield 2
    finally:
        print("close")


def first():
    it = rows()
    return next(it)


print(first())
