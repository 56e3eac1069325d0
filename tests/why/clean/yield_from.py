def leaf():
    yield 1
    return "done"


def tree():
    result = yield from leaf()
    print(result)
    yield from range(2)


print(list(tree()))
