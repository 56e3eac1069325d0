def count_to(limit):
    n = 1
    while True:
        if n > limit:
            raise StopIteration  # <1>
        yield n  # <2>
        n += 1


try:
    print(list(count_to(2)))  # <3>
except RuntimeError as error:
    print("RuntimeError:", error)  # <4>
