# A loop in a thread of its own; coroutines are handed to it from outside.
# turns: what a thread does comes when it comes
# bytes: what a thread does comes when it comes
import asyncio
import threading


async def add(a, b):
    await asyncio.sleep(0)
    return a + b


async def fail():
    raise ValueError("from the other loop")


def serve(loop):
    asyncio.set_event_loop(loop)
    loop.run_forever()
    loop.close()


loop = asyncio.new_event_loop()
thread = threading.Thread(target=serve, args=(loop,))
thread.start()
print(asyncio.run_coroutine_threadsafe(add(1, 2), loop).result())
try:
    asyncio.run_coroutine_threadsafe(fail(), loop).result()
except ValueError as error:
    print("caught", error)
loop.call_soon_threadsafe(loop.stop)
thread.join()
print(loop.is_closed())
