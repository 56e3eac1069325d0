import threading
import time
from concurrent.futures import ThreadPoolExecutor


def boil(name):
    time.sleep(0.1)
    return f"{name} ready"


def tell(job):
    print(job.result())
    print("in", threading.current_thread().name)  # <1>


with ThreadPoolExecutor(1, thread_name_prefix="cook") as pool:
    pool.submit(boil, "tea").add_done_callback(tell)  # <2>
    print("in", threading.current_thread().name)  # <3>
