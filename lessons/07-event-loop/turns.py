import asyncio


def parent(loop):
    print("parent")
    loop.call_soon(child, loop)  # <1>
    loop.call_soon(print, "child's neighbour")  # <2>


def child(loop):
    print("child")
    loop.call_soon(loop.stop)  # <3>


loop = asyncio.new_event_loop()
loop.call_soon(parent, loop)  # <4>
loop.call_soon(print, "parent's neighbour")  # <5>
loop.run_forever()  # <6>
loop.close()
