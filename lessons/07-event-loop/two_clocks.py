import asyncio


def tick(name, seconds, left):
    print(name, left)
    if left > 1:
        loop.call_later(seconds, tick, name, seconds, left - 1)  # <1>
    else:
        loop.stop()  # <2>


loop = asyncio.new_event_loop()
loop.call_soon(tick, "fast", 0.1, 3)  # <3>
loop.call_soon(tick, "slow", 0.3, 3)  # <4>
loop.run_forever()  # <5>
loop.close()
