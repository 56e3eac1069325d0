# finds: raised-stopiteration 4
def header(lines):
    first = iter(lines)
    yield "# " + next(first)
    for line in first:
        yield line


print(list(header([])))
