import heapq
from collections import namedtuple

Event = namedtuple("Event", "time taxi action")
LASTS = {"leaves": 3, "picks up": 10, "drops off": 2}


def drive(taxi, start):
    time = yield Event(start, taxi, "leaves")
    time = yield Event(time, taxi, "picks up")
    yield Event(time, taxi, "drops off")


cabs = {0: drive(0, start=0), 1: drive(1, start=5)}
agenda = [next(cab) for cab in cabs.values()]
while agenda:
    event = heapq.heappop(agenda)
    print(*event)
    try:
        later = LASTS[event.action]  # <1>
        heapq.heappush(agenda, cabs[event.taxi].send(later))
    except StopIteration:
        pass
