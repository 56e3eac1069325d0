# Jobs that sleep in an executor's threads, while the main thread waits for each in turn.
import time
from concurrent.futures import ThreadPoolExecutor, as_completed, wait


def job(number):
    time.sleep(number * 0.1)
    time.sleep(0.05)
    print("job", number)
    return number


with ThreadPoolExecutor(3) as executor:
    print(list(executor.map(job, [3, 1, 6])))
    print([job.result() for job in as_completed([executor.submit(job, number) for number in (2, 4)])])
    done, pending = wait([executor.submit(job, 1), executor.submit(job, 5)], timeout=0.3)
    print(len(done), len(pending))
