"""PEP 255: while one thread runs a generator, another one can't: "generator already executing"."""
# order: what two threads do at the same time comes in any order
import threading

inside = threading.Event()
leave = threading.Event()


def slow():
    inside.set()
    leave.wait(5)
    yield "from the other thread"


def run(g, results):
    results.append(next(g))


g = slow()
results = []
thread = threading.Thread(target=run, args=(g, results))
thread.start()
inside.wait(5)
try:
    next(g)
except ValueError as error:
    print(error)
leave.set()
thread.join()
print(results)
g.close()
