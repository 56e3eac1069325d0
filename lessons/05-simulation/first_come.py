from collections import deque, namedtuple

Event = namedtuple("Event", "time taxi action")
LASTS = {"leaves": 3, "picks up": 10}


def drive(taxi, start):
    time = yield Event(start, taxi, "leaves")
    yield Event(time, taxi, "picks up")


cabs = {0: drive(0, start=0), 1: drive(1, start=5)}
agenda = deque(next(cab) for cab in cabs.values())
while agenda:
    event = agenda.popleft()
    print(*event)
    try:
        later = event.time + LASTS[event.action]
        agenda.append(cabs[event.taxi].send(later))
    except StopIteration:
        pass
