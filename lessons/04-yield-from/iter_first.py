class Countdown:
    def __init__(self, start):
        self.start = start

    def __iter__(self):
        print("asked for an iterator")  # <1>
        return iter(range(self.start, 0, -1))


def delegate():
    yield from Countdown(2)  # <2>


print(list(delegate()))  # <3>
