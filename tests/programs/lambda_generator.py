"""PEP 255: a lambda with a yield in it is a generator function, too."""

ask = lambda question: (yield question)
g = ask("your name?")
print(next(g))
try:
    g.send("Guido")
except StopIteration as stop:
    print("hello", stop.value)
