"""PEP 255: recursion with a plain for loop: each level resumes the one below."""


def permutations(items):
    if len(items) <= 1:
        yield items
        return
    for rest in permutations(items[1:]):
        for i in range(len(items)):
            yield rest[:i] + items[:1] + rest[i:]


for p in permutations("abc"):
    print(p)
