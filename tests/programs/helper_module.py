"""A helper of modules_beside.py: a module beside the program."""


def twice(items):
    for item in items:
        yield item
        yield item


if __name__ == "__main__":
    print(list(twice("xy")))
