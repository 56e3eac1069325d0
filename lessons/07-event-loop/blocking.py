import asyncio
import time


def say(word):
    print(f"{loop.time() - start:.1f}", word)  # <1>


def greedy():
    say("greedy begins")
    time.sleep(0.5)  # <2>
    say("greedy ends")


loop = asyncio.new_event_loop()
start = loop.time()
loop.call_later(0.1, say, "I wanted to run at 0.1")  # <3>
loop.call_soon(greedy)  # <4>
loop.call_later(0.6, loop.stop)
loop.run_forever()  # <5>
loop.close()
