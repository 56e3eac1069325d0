import asyncio


def say(word):
    print(f"{loop.time() - start:.1f}", word)  # <1>


loop = asyncio.new_event_loop()
start = loop.time()
loop.call_later(0.2, say, "second")  # <2>
loop.call_later(0.1, say, "first")  # <3>
loop.call_at(start + 0.3, say, "third")  # <4>
loop.call_soon(say, "at once")  # <5>
loop.call_later(0.4, loop.stop)  # <6>
print("nothing has run yet")  # <7>
loop.run_forever()  # <8>
loop.close()
print("done")
