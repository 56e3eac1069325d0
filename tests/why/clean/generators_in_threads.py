import threading


def count(limit):
    yield from range(limit)


def work(name):
    print(name, sum(count(10)))


threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
