from collections import deque


def countdown(name, n):
    while n > 0:
        print(name, n)
        yield
        n -= 1


def run(*tasks):
    ready = deque(tasks)
    while ready:
        task = ready.popleft()
        try:
            next(task)
            ready.appendleft(task)  # <1>
        except StopIteration:
            pass


run(countdown("tea", 2), countdown("egg", 2))
