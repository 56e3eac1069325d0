async def add(a, b):
    return a + b


coro = add(1, 2)
try:
    coro.send(None)
except StopIteration as stop:
    print(stop.value)
