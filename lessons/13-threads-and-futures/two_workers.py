import time
from concurrent.futures import ThreadPoolExecutor


def wash(shirt):
    time.sleep(0.2)


with ThreadPoolExecutor(max_workers=2) as pool:
    for shirt in ["red", "green", "blue"]:
        pool.submit(wash, shirt)
print("washed")  # <1>
