"""PEP 255: a generator can't resume itself: "generator already executing"."""
import inspect


def selfish():
    print(inspect.getgeneratorstate(me))
    try:
        next(me)
    except ValueError as error:
        print(error)
    yield "done"


me = selfish()
print(next(me))
me.close()
