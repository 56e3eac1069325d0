# finds: two-threads 20
import threading


def ids():
    number = 0
    while True:
        number += 1
        yield number


source = ids()
barrier = threading.Barrier(2)
got = []


def take():
    barrier.wait()
    for _ in range(50):
        got.append(next(source))


threads = [threading.Thread(target=take) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
