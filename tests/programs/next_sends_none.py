"""PEP 342: next(g) is the same as g.send(None): the yield expression becomes None."""


def listener():
    while True:
        heard = yield
        print("heard", heard)


g = listener()
print(g.send(None))
next(g)
g.send(None)
g.send("word")
g.close()
