"""PEP 380: an `__iter__` that iterates for itself does nothing of the delegation it begins."""


class Bag:
    def __init__(self, items):
        self.items = items

    def __iter__(self):
        total = 0
        for item in [5, 6]:
            total += item
        print("total", total)
        return iter(self.items)


def unpack(items):
    print("bag", (yield from Bag(items)))
    print("items", (yield from items))


print(list(unpack([1])))
