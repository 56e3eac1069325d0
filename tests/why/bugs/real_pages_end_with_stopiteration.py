# finds: raised-stopiteration 16
# After https://github.com/Asana/python-asana/issues/79: a page iterator ends itself with StopIteration.
PAGES = [[1, 2], [3]]


class PageIterator:
    def __init__(self):
        self.page = 0

    def items(self):
        while True:
            if self.page < len(PAGES):
                yield from PAGES[self.page]
                self.page += 1
            else:
                raise StopIteration


for item in PageIterator().items():
    print(item)
