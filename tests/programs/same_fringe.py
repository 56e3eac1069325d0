"""PEP 255: two generators side by side tell whether two trees have the same leaves."""


def leaves(tree):
    if isinstance(tree, tuple):
        for branch in tree:
            yield from leaves(branch)
    else:
        yield tree


def same_fringe(one, two):
    end = object()
    left, right = leaves(one), leaves(two)
    while True:
        a, b = next(left, end), next(right, end)
        if a is end or b is end:
            return a is b
        if a != b:
            return False


print(same_fringe(((1, 2), 3), (1, (2, 3))))
print(same_fringe((1, 2, 3), (1, 3, 2)))
