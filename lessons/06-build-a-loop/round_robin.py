from collections import deque


def countdown(name, n):
    while n > 0:
        print(name, n)
        yield  # <1>
        n -= 1


def run(*tasks):
    ready = deque(tasks)
    while ready:
        task = ready.popleft()  # <2>
        try:
            next(task)  # <3>
        except StopIteration:
            print("one is done")  # <4>
        else:
            ready.append(task)  # <5>


run(countdown("tea", 2), countdown("egg", 1))  # <6>
