"""PEP 342: there is no yield to receive the first value, so only None may be sent at first."""
import inspect


def echo():
    while True:
        got = yield
        print("echo", got)


g = echo()
try:
    g.send("too early")
except TypeError as error:
    print(error)
print(inspect.getgeneratorstate(g))
g.send(None)
g.send("now")
g.close()
