# A thread that waits for an event with a timeout, while another sleeps twice.
import itertools
import threading
import time


def spin(done):
    for sign in itertools.cycle("\\|/-"):
        print(sign)
        if done.wait(0.1):
            break
    print("stopped")


def slow():
    time.sleep(0.25)
    time.sleep(0.3)
    return 42


done = threading.Event()
spinner = threading.Thread(target=spin, args=[done])
spinner.start()
print(slow())
done.set()
spinner.join()
