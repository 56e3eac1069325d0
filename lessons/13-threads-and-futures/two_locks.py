import threading
import time

stock = 0
lock = threading.Lock()


def deliver():
    global stock
    with threading.Lock():  # <1>
        seen = stock
        time.sleep(0.1)
        stock = seen + 1


vans = [threading.Thread(target=deliver) for _ in range(2)]
for van in vans:
    van.start()
for van in vans:
    van.join()
print("in stock:", stock)
