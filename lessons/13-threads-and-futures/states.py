import time
from concurrent.futures import ThreadPoolExecutor


def print_page(number):
    time.sleep(0.3)
    return f"page {number}"


with ThreadPoolExecutor(1) as pool:
    first = pool.submit(print_page, 1)  # <1>
    second = pool.submit(print_page, 2)
    third = pool.submit(print_page, 3)
    time.sleep(0.1)
    print(first.running(), second.running())  # <2>
    print(first.cancel(), second.cancel())  # <3>
    print(first.result())  # <4>
    print(first.done(), second.done(), third.done())  # <5>
print(third.result())  # <6>
