import time
from concurrent.futures import ThreadPoolExecutor


def boil(name, seconds):
    time.sleep(seconds)  # <1>
    return f"{name} ready"


names, times = ["tea", "egg", "corn"], [0.3, 0.1, 0.2]
with ThreadPoolExecutor(3) as pool:  # <2>
    for text in pool.map(boil, names, times):  # <3>
        print(text)  # <4>
