from inspect import getgeneratorstate
from threading import Event, Thread

inside = Event()
may_go_on = Event()


def slow():
    inside.set()
    may_go_on.wait()  # <1>
    yield "at last"


def worker():
    print("worker gets:", next(lazy))  # <2>


lazy = slow()
thread = Thread(target=worker)
thread.start()
inside.wait()
print("seen from main:", getgeneratorstate(lazy))  # <3>
try:
    next(lazy)  # <4>
except ValueError as error:
    print("ValueError:", error)
may_go_on.set()
thread.join()
print("seen from main:", getgeneratorstate(lazy))  # <5>
