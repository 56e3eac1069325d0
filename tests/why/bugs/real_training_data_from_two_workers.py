# finds: two-threads 26
# After https://github.com/keras-team/keras/issues/1533: workers share one generator, and the error is caught and dropped.
import threading


def batches(size):
    batch = []
    number = 0
    while True:
        batch.append(number)
        number += 1
        if len(batch) == size:
            yield batch
            batch = []


source = batches(2)
start = threading.Barrier(2)
taken = []


def worker():
    start.wait()
    for _ in range(20):
        try:
            taken.append(next(source))
        except ValueError:
            break


threads = [threading.Thread(target=worker) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
