import asyncio
from threading import Thread, current_thread


async def ask(question):
    await asyncio.sleep(0.2)  # <1>
    return f"{question} answered in {current_thread().name}"


loop = asyncio.new_event_loop()
looper = Thread(target=loop.run_forever, name="looper")
looper.start()  # <2>
future = asyncio.run_coroutine_threadsafe(ask("6 * 7"), loop)  # <3>
print("asked in", current_thread().name)
print(future.result())  # <4>
loop.call_soon_threadsafe(loop.stop)  # <5>
looper.join()  # <6>
loop.close()
