import time
from concurrent.futures import ThreadPoolExecutor


def report():
    time.sleep(0.5)
    print("report written")


with ThreadPoolExecutor(1) as pool:
    job = pool.submit(report)
    try:
        job.result(timeout=0.2)
    except TimeoutError:
        print("too slow:", job.running())
print("closed")
