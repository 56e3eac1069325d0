from itertools import cycle
from threading import Event, Thread
from time import sleep


def spin(done):
    for c in cycle("|/-\\"):
        print(c, "thinking")
        if done.wait(0.2):  # <1>
            break
    print("line wiped")  # <2>


def slow():
    sleep(0.5)  # <3>
    return 42


def main():
    done = Event()
    spinner = Thread(target=spin,
                     args=(done,))
    spinner.start()  # <4>
    answer = slow()  # <5>
    done.set()  # <6>
    spinner.join()  # <7>
    print("answer:", answer)


main()
