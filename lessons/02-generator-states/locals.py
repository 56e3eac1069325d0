from inspect import getgeneratorlocals


def collect():
    seen = []
    while True:
        item = yield len(seen)  # <1>
        seen.append(item)  # <2>


box = collect()
print(getgeneratorlocals(box))  # <3>
next(box)
box.send("key")
box.send("coin")
print(getgeneratorlocals(box))  # <4>
print("suspended on line", box.gi_frame.f_lineno)  # <5>
box.close()
print(getgeneratorlocals(box))  # <6>
print(box.gi_frame)  # <7>
