import heapq
from collections import namedtuple

Event = namedtuple("Event", "time taxi action")
LASTS = {"leaves": 3, "picks up": 10, "drops off": 2, "goes home": 1}


def drive(taxi, trips, start):
    time = yield Event(start, taxi, "leaves")  # <1>
    for _ in range(trips):
        time = yield Event(time, taxi, "picks up")
        time = yield Event(time, taxi, "drops off")
    yield Event(time, taxi, "goes home")


def simulate(cabs, end):
    agenda = [next(cab) for cab in cabs.values()]  # <2>
    heapq.heapify(agenda)
    while agenda and agenda[0].time < end:  # <3>
        event = heapq.heappop(agenda)  # <4>
        print(*event)
        later = event.time + LASTS[event.action]
        try:
            following = cabs[event.taxi].send(later)  # <5>
        except StopIteration:
            print("taxi", event.taxi, "is off duty")  # <6>
        else:
            heapq.heappush(agenda, following)  # <7>
    print("events left:", len(agenda))  # <8>


simulate({0: drive(0, 1, start=0), 1: drive(1, 1, start=5)}, end=20)  # <9>
