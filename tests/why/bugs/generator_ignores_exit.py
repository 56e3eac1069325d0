# finds: ignored-exit 7
def stubborn():
    while True:
        try:
            yield 1
        except GeneratorExit:
            yield "not yet"


g = stubborn()
next(g)
g.close()
