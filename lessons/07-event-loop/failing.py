import asyncio


def fails():
    raise ValueError("oops")  # <1>


def report(loop, context):
    print("the loop reports:", repr(context["exception"]))  # <2>


loop = asyncio.new_event_loop()
loop.set_exception_handler(report)
loop.call_soon(fails)  # <3>
loop.call_soon(print, "the next one")
loop.call_soon(loop.stop)
loop.run_forever()  # <4>
loop.close()
print("the program goes on")  # <5>
