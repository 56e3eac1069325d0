"""PEP 342: g.send, g.__next__ and next are ordinary callables: stored, mapped, called later."""
# reference: CPython does not tell that map() calls send()


def echo():
    heard = None
    while True:
        heard = yield heard


g = echo()
step = g.__next__
step()
print(list(map(g.send, ["a", "b"])))
say = g.send
print(say("c"), step())
print(next(iter(g.__next__, None), "the sentinel came at once"))
g.close()
