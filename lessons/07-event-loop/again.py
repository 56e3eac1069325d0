import asyncio


def again(left):
    print("again", left)
    if left:
        loop.call_soon(again, left - 1)  # <1>
    else:
        loop.stop()


loop = asyncio.new_event_loop()
loop.call_soon(again, 2)  # <2>
loop.call_soon(print, "the other one")  # <3>
loop.run_forever()  # <4>
loop.close()
