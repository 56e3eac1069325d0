"""PEP 342: leaving a for loop early drops its generator, which closes it."""


def numbers():
    try:
        n = 0
        while True:
            yield n
            n += 1
    finally:
        print("closed at", n)


for n in numbers():
    if n == 2:
        break
    print(n)
print("after the loop")
