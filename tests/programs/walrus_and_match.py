"""PEP 342: newer syntax around yield: := and match."""
# needs: 3.10


def commands():
    while (command := (yield)) != "stop":
        match command:
            case ["add", int(n)]:
                print("adding", n)
            case str(text):
                print("text", text)
            case _:
                print("what?")
    return "stopped"


g = commands()
next(g)
for command in (["add", 3], "hello", 1.5, "stop"):
    try:
        g.send(command)
    except StopIteration as stop:
        print(stop.value)
