"""PEP 492: cr_await, cr_frame and cr_running tell what a coroutine waits for."""
import inspect
import types


@types.coroutine
def pause():
    yield "pause"


async def inner():
    await pause()


async def outer():
    await inner()


c = outer()
print(c.cr_await, c.cr_running)
c.send(None)
print(c.cr_await.__name__, c.cr_await.cr_await.__name__, inspect.getcoroutinestate(c))
try:
    c.send(None)
except StopIteration:
    print(c.cr_await, inspect.getcoroutinestate(c))
