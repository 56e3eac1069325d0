"""PEP 479: a bare next() on an exhausted iterator inside a generator is such a leak."""


def pairs(items):
    it = iter(items)
    while True:
        yield next(it), next(it)


def careful_pairs(items):
    it = iter(items)
    while True:
        try:
            yield next(it), next(it)
        except StopIteration:
            return


try:
    for pair in pairs([1, 2, 3]):
        print(pair)
except RuntimeError as error:
    print(error)
for pair in careful_pairs([1, 2, 3]):
    print("careful", pair)
