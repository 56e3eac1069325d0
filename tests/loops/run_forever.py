# run_forever until a callback stops it; what is scheduled after the stop waits for the next run.
import asyncio

loop = asyncio.new_event_loop()


def tick(n):
    print("tick", n, loop.time())
    if n == 3:
        loop.stop()
        loop.call_soon(print, "after the stop")
    else:
        loop.call_later(1, tick, n + 1)


loop.call_soon(tick, 1)
loop.run_forever()
print("stopped", loop.is_running())
loop.call_soon(loop.stop)
loop.run_forever()
loop.close()
