"""PEP 342: send() to a finished generator raises StopIteration."""


def short():
    got = yield "first"
    print("got", got)


g = short()
print(next(g))
try:
    g.send("last word")
except StopIteration:
    print("it ended")
try:
    g.send("nobody hears")
except StopIteration as stop:
    print("still ended", stop.value)
