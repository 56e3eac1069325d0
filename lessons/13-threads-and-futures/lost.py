import threading
import time

stock = 0


def deliver():
    global stock
    seen = stock  # <1>
    time.sleep(0.1)
    stock = seen + 1  # <2>


vans = [threading.Thread(target=deliver) for _ in range(2)]
for van in vans:
    van.start()  # <3>
for van in vans:
    van.join()
print("in stock:", stock)  # <4>
