import threading
import time
from concurrent.futures import ThreadPoolExecutor


def boil(name):
    cook = threading.current_thread().name
    time.sleep(0.1)
    return f"{name} by {cook}"


with ThreadPoolExecutor(1, thread_name_prefix="cook") as pool:
    job = pool.submit(boil, "tea")
    print(job.result())
