"""PEP 342: where a thrown exception makes the generator return, throw() raises StopIteration."""


def stoppable():
    try:
        while True:
            yield "working"
    except KeyboardInterrupt:
        print("told to stop")
        return "stopped"


g = stoppable()
print(next(g))
try:
    g.throw(KeyboardInterrupt)
except StopIteration as stop:
    print("value", stop.value)
