"""PEP 342: a state machine: each state is a place in the code."""


def turnstile():
    event = yield "locked"
    while True:
        while event != "coin":
            event = yield "locked"
        event = yield "unlocked"
        while event != "push":
            event = yield "unlocked"
        event = yield "locked"


g = turnstile()
print(next(g))
for event in ("push", "coin", "coin", "push", "push"):
    print(event, "->", g.send(event))
g.close()
