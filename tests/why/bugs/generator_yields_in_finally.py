# finds: ignored-exit 7
def numbers():
    try:
        yield 1
        yield 2
    finally:
        yield "end"


for number in numbers():
    print(number)
    break
