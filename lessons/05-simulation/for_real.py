import heapq
import time
from collections import namedtuple

Event = namedtuple("Event", "time taxi action")
LASTS = {"leaves": 0.3, "picks up": 1.0, "goes home": 0.1}


def drive(taxi, start):
    now = yield Event(start, taxi, "leaves")
    now = yield Event(now, taxi, "picks up")
    yield Event(now, taxi, "goes home")


def simulate(cabs):
    began = time.monotonic()
    agenda = [next(cab) for cab in cabs.values()]
    heapq.heapify(agenda)
    while agenda:
        event = heapq.heappop(agenda)
        time.sleep(max(0, began + event.time - time.monotonic()))  # <1>
        print("taxi", event.taxi, event.action)  # <2>
        later = event.time + LASTS[event.action]
        try:
            heapq.heappush(agenda, cabs[event.taxi].send(later))  # <3>
        except StopIteration:
            pass


simulate({0: drive(0, start=0), 1: drive(1, start=0.5)})  # <4>
