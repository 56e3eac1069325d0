import heapq
import random
from collections import namedtuple

Event = namedtuple("Event", "time taxi action")
LONGEST = {"leaves": 5, "picks up": 20, "drops off": 8, "goes home": 1}
dice = random.Random(3)  # <1>


def drive(taxi, trips, start):
    time = yield Event(start, taxi, "leaves")
    for _ in range(trips):
        time = yield Event(time, taxi, "picks up")
        time = yield Event(time, taxi, "drops off")
    yield Event(time, taxi, "goes home")


def lasts(action):
    return dice.randint(1, LONGEST[action])  # <2>


def simulate(cabs, end):
    agenda = [next(cab) for cab in cabs.values()]
    heapq.heapify(agenda)
    log = []
    while agenda and agenda[0].time < end:
        event = heapq.heappop(agenda)
        log.append(event)
        later = event.time + lasts(event.action)  # <3>
        try:
            heapq.heappush(agenda, cabs[event.taxi].send(later))
        except StopIteration:
            del cabs[event.taxi]  # <4>
    return log


log = simulate({n: drive(n, n + 1, start=5 * n) for n in range(3)}, end=60)
for event in log:
    print(f"{event.time:<4}" + " " * 11 * event.taxi + event.action)  # <5>
for taxi in range(3):
    times = [event.time for event in log if event.taxi == taxi]
    print("taxi", taxi, "at", *times)  # <6>
