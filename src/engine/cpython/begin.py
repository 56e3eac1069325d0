import os
import sys

if sys.version_info < (3, 9):
    sys.stderr.write("learn-coroutines: too old: %d.%d\n" % sys.version_info[:2])
    os._exit(125)


def take(count):
    data = b""
    while len(data) < count:
        data += os.read(0, count - len(data)) or os._exit(125)
    return data


def texts():
    return [take(int.from_bytes(take(4), "little")).decode() for _ in range(take(1)[0])]


shared = texts()
recorder = shared.pop(0)
names = {"__name__": "<learn-coroutines>", "__builtins__": __builtins__}
exec(compile(recorder, "<learn-coroutines>", "exec"), names)
names["begin"](shared)
