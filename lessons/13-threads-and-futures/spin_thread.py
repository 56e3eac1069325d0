import itertools
import threading
import time


def spin(done):
    for c in itertools.cycle("|/-\\"):
        print(c, "thinking")
        if done.wait(0.2):  # <1>
            break
    print("line wiped")  # <2>


def slow():
    time.sleep(0.5)  # <3>
    return 42


def main():
    done = threading.Event()
    spinner = threading.Thread(
        target=spin, args=(done,))
    spinner.start()  # <4>
    answer = slow()  # <5>
    done.set()  # <6>
    spinner.join()  # <7>
    print("answer:", answer)


main()
