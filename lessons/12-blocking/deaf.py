import asyncio
import time
from threading import Thread

loop = asyncio.new_event_loop()
looper = Thread(target=loop.run_forever)
looper.start()
time.sleep(0.1)
loop.call_soon(print, "one")  # <1>
time.sleep(0.4)  # <2>
print("two")
loop.call_soon_threadsafe(print, "three")  # <3>
time.sleep(0.1)  # <4>
loop.call_soon_threadsafe(loop.stop)
looper.join()
loop.close()
