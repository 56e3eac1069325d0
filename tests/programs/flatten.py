"""PEP 380: nested lists made flat; strings are leaves."""


def flatten(items):
    for item in items:
        if isinstance(item, list):
            yield from flatten(item)
        else:
            yield item


print(list(flatten([1, [2, ["three", []], 4], [[5]]])))
