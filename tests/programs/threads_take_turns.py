"""PEP 255: any thread may resume a generator, one at a time; it runs in the thread that resumes it."""
# order: what two threads do at the same time comes in any order
import threading


def where():
    while True:
        yield threading.current_thread().name


def visit(g, seen):
    seen.append(next(g))


g = where()
seen = [next(g)]
for name in ("first", "second"):
    thread = threading.Thread(target=visit, args=(g, seen), name=name)
    thread.start()
    thread.join()
print(seen)
g.close()
