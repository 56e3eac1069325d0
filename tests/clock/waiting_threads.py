# Threads that wait for an Event, a Lock, a Condition, a Queue, a Barrier and a join, while others sleep.
import queue
import threading
import time

gate = threading.Event()
lock = threading.RLock()
changed = threading.Condition()
jobs = queue.Queue(maxsize=1)
simple = queue.SimpleQueue()
barrier = threading.Barrier(2)


def waits_for_gate():
    gate.wait()
    print("gate open")


def waits_for_lock():
    time.sleep(0.05)
    with lock:
        print("lock is free")


def waits_for_change():
    with changed:
        print("changed in time", changed.wait(0.1))
        changed.wait()
    print("changed")


def consumes():
    for _ in range(3):
        print("got", jobs.get())
        time.sleep(0.15)
    print("simple", simple.get())


def meets():
    barrier.wait()
    print("met")


names = [waits_for_gate, waits_for_lock, waits_for_change, consumes, meets]
threads = [threading.Thread(target=name) for name in names]
with lock:
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    print("main frees the lock")
time.sleep(0.05)
for number in range(3):
    jobs.put(number)
    time.sleep(0.02)
time.sleep(0.5)
gate.set()
threads[0].join()
with changed:
    changed.notify_all()
threads[2].join()
simple.put("last")
threads[3].join()
print(lock.acquire(timeout=0.1), threads[4].is_alive())
threads[4].join(0.1)
barrier.wait()
threads[4].join()
timer = threading.Timer(0.2, print, ["timer"])
timer.start()
try:
    queue.Queue().get(timeout=0.1)
except queue.Empty:
    print("empty")
timer.join()
