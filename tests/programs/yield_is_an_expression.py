"""PEP 342: yield is an expression: it may stand in calls, tuples and arithmetic."""


def calculator():
    total = (yield "first") + (yield "second")
    print("total", total)
    pair = (yield "left"), (yield "right")
    print("pair", pair)


g = calculator()
print(next(g))
print(g.send(4))
print(g.send(5))
print(g.send("l"))
try:
    g.send("r")
except StopIteration:
    print("end")
