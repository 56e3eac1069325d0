"""PEP 342: a return in a finally block swallows the exception that was under way, GeneratorExit too."""


def swallow():
    try:
        yield "working"
    finally:
        return "swallowed"


g = swallow()
print(next(g))
try:
    g.throw(ValueError("lost"))
except StopIteration as stop:
    print(stop.value)
g = swallow()
print(next(g))
g.close()
print("closed")
