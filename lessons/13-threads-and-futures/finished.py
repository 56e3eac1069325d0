import time
from concurrent.futures import ThreadPoolExecutor, as_completed


def boil(name, seconds):
    time.sleep(seconds)
    return f"{name} ready"


with ThreadPoolExecutor(3) as pool:
    tea = pool.submit(boil, "tea", 0.3)  # <1>
    egg = pool.submit(boil, "egg", 0.1)
    corn = pool.submit(boil, "corn", 0.2)
    for job in as_completed([tea, egg, corn]):  # <2>
        print(job.result())  # <3>
