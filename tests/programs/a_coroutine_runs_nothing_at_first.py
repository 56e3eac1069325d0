"""PEP 492: calling an `async def` makes a coroutine object and runs nothing; send(None) starts it."""
import inspect


async def greet(name):
    print("hello", name)
    return len(name)


c = greet("Ada")
print(inspect.getcoroutinestate(c), inspect.iscoroutine(c), inspect.isgenerator(c))
try:
    c.send(None)
except StopIteration as stop:
    print("result", stop.value)
print(inspect.getcoroutinestate(c))
