"""PEP 255: generators are objects like others: a round robin over a list of them."""


def worker(name, steps):
    for step in range(1, steps + 1):
        yield f"{name} step {step}"


queue = [worker("A", 2), worker("B", 1), worker("C", 3)]
while queue:
    task = queue.pop(0)
    try:
        print(next(task))
    except StopIteration:
        continue
    queue.append(task)
