import asyncio


def inside():
    print("the running loop is ours:", asyncio.get_running_loop() is loop)  # <1>
    loop.stop()


loop = asyncio.new_event_loop()
try:
    asyncio.get_running_loop()  # <2>
except RuntimeError as error:
    print("RuntimeError:", error)  # <3>
loop.call_soon(inside)
loop.run_forever()  # <4>
loop.close()
