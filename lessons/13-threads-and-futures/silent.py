from concurrent.futures import ThreadPoolExecutor


def save(name):
    print("saving", name)  # <1>
    raise OSError("disk full")  # <2>


with ThreadPoolExecutor(1) as pool:
    job = pool.submit(save, "letter")
print("all saved")  # <3>
print(repr(job.exception()))  # <4>
