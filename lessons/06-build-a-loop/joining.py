from collections import deque

ready = deque()


class Task:
    def __init__(self, steps):
        self.steps = steps
        self.waiter = None
        ready.append((self, None))


def run():
    while ready:
        task, value = ready.popleft()
        try:
            wanted = task.steps.send(value)  # <1>
        except StopIteration as stop:
            if task.waiter:
                ready.append((task.waiter, stop.value))  # <2>
        else:
            wanted.waiter = task  # <3>


def add(a, b):
    print("adding")
    return a + b  # <4>
    yield


def main():
    print("main asks")
    total = yield Task(add(2, 3))  # <5>
    print("main has", total)


Task(main())  # <6>
run()  # <7>
