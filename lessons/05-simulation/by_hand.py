from collections import namedtuple

Event = namedtuple("Event", "time taxi action")


def drive(taxi, trips, start=0):
    time = yield Event(start, taxi, "leaves")  # <1>
    for _ in range(trips):
        time = yield Event(time, taxi, "picks up")  # <2>
        time = yield Event(time, taxi, "drops off")  # <3>
    yield Event(time, taxi, "goes home")  # <4>


cab = drive(7, trips=1)  # <5>
print(next(cab))  # <6>
print(cab.send(4))  # <7>
print(cab.send(19))  # <8>
print(cab.send(21))  # <9>
try:
    cab.send(22)  # <10>
except StopIteration:
    print("off duty")
