"""PEP 342: a program that reads its input and sends it to a generator."""


def adder():
    total = 0
    while True:
        total += yield total


g = adder()
next(g)
while True:
    try:
        line = input("number? ")
    except EOFError:
        print()
        break
    print("total", g.send(int(line)))
g.close()
