import time
from heapq import heappop, heappush


def sleep(delay):
    yield delay


def cook(name, delay):
    print("start " + name)
    yield from sleep(delay)  # <1>
    print(name + " ready")
    return name  # <2>


def run(*tasks):
    done = []
    agenda = []
    for task in tasks:
        delay = task.send(None)
        heappush(agenda, (delay, task))
    now = 0
    while agenda:
        due, task = heappop(agenda)
        time.sleep(due - now)
        now = due
        try:
            delay = task.send(None)
        except StopIteration as end:
            done.append(end.value)  # <3>
            continue
        item = now + delay, task
        heappush(agenda, item)
    return done


tea = cook("tea", 0.2)
toast = cook("toast", 0.3)
done = run(tea, toast)  # <4>
print("all: " + " ".join(done))
