import threading
import time

stock = 0
lock = threading.Lock()


def deliver():
    global stock
    with lock:  # <1>
        seen = stock
        time.sleep(0.1)
        stock = seen + 1


vans = [threading.Thread(target=deliver) for _ in range(2)]
for van in vans:
    van.start()
for van in vans:
    van.join()  # <2>
print("in stock:", stock)  # <3>
