"""PEP 492: types.coroutine lets a generator be awaited."""
import types


@types.coroutine
def switch(value):
    print("switching out with", value)
    back = yield value
    print("back with", back)
    return back


async def main():
    first = await switch(1)
    second = await switch(first + 1)
    return second


c = main()
print(c.send(None))
print(c.send(10))
try:
    c.send(20)
except StopIteration as stop:
    print(stop.value)
