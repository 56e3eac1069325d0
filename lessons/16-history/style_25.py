import time
from heapq import heappop, heappush


def cook(name, delay, done):
    print("start " + name)
    yield delay  # <1>
    print(name + " ready")
    done.append(name)


def run(*tasks):
    agenda = []
    for task in tasks:
        delay = task.send(None)
        heappush(agenda, (delay, task))
    now = 0
    while agenda:
        due, task = heappop(agenda)
        time.sleep(due - now)  # <2>
        now = due
        try:
            delay = task.send(None)  # <3>
        except StopIteration:
            continue
        item = now + delay, task
        heappush(agenda, item)


done = []
tea = cook("tea", 0.2, done)
toast = cook("toast", 0.3, done)
run(tea, toast)
print("all: " + " ".join(done))
