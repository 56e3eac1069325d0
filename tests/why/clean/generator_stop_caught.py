def pairs(items):
    it = iter(items)
    while True:
        try:
            yield next(it), next(it)
        except StopIteration:
            return


print(list(pairs("abcde")))
