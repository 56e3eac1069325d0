"""PEP 525: a second anext() while the first one waits: "asynchronous generator is already running"."""
import types


@types.coroutine
def pause(label):
    yield label


async def slow():
    await pause("slow")
    yield 1


g = slow()
first, second = g.__anext__(), g.__anext__()
print(first.send(None))
try:
    second.send(None)
except RuntimeError as error:
    print(error)
try:
    first.send(None)
except StopIteration as stop:
    print("value", stop.value)
del g, first, second
