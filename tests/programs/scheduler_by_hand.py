"""PEP 342: a trampoline: tasks are generators, and a loop decides whose turn it is."""
from collections import deque


def task(name, times):
    for n in range(times):
        print(name, n)
        yield
    return f"{name} finished"


def run(*tasks):
    ready = deque(tasks)
    while ready:
        current = ready.popleft()
        try:
            current.send(None)
        except StopIteration as stop:
            print(stop.value)
        else:
            ready.append(current)


run(task("ping", 2), task("pong", 3))
