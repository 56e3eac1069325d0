# finds: raised-stopiteration 5
def pairs(items):
    it = iter(items)
    while True:
        yield next(it), next(it)


print(list(pairs("abcd")))
