import asyncio


def done():
    print("done")
    loop.stop()


loop = asyncio.new_event_loop()
loop.call_soon(done())  # <1>
print("the loop begins")
loop.run_forever()
loop.close()
