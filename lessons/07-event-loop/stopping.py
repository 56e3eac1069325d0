import asyncio


def work(name):
    print("work", name)


def last(loop):
    print("stop is asked for")
    loop.stop()  # <1>
    loop.call_soon(work, "scheduled after stop")  # <2>


loop = asyncio.new_event_loop()
loop.call_soon(work, "one")  # <3>
loop.call_soon(last, loop)  # <4>
loop.call_soon(work, "two")  # <5>
loop.run_forever()  # <6>
print("the loop stands still")  # <7>
loop.call_soon(loop.stop)
loop.run_forever()  # <8>
print("running:", loop.is_running())
loop.close()  # <9>
try:
    loop.call_soon(work, "too late")  # <10>
except RuntimeError as error:
    print("RuntimeError:", error)  # <11>
