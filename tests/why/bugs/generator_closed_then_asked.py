# finds: exhausted 12
def lines():
    yield "a"
    yield "b"
    yield "c"


source = lines()
for line in source:
    print(line)
    source.close()
print(list(source))
