import asyncio


def alarm(text):
    print("alarm:", text)


def defuse(handle):
    handle.cancel()  # <1>
    print("cancelled:", handle.cancelled())  # <2>


loop = asyncio.new_event_loop()
handle = loop.call_later(0.2, alarm, "boom")  # <3>
loop.call_later(0.1, defuse, handle)  # <4>
loop.call_later(0.3, loop.stop)
loop.run_forever()  # <5>
loop.close()
print("all quiet")
