"""PEP 342: the priming decorator: the generator is started before anybody sees it."""
import functools


def primed(function):
    @functools.wraps(function)
    def start(*args):
        g = function(*args)
        next(g)
        return g

    return start


@primed
def grep(pattern):
    try:
        while True:
            line = yield
            if pattern in line:
                print("found", line)
    except GeneratorExit:
        print("closing grep")


g = grep("yield")
g.send("await me")
g.send("yield to me")
g.close()
