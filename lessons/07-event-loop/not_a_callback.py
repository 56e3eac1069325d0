import asyncio


async def greet():
    print("hello")
    loop.stop()


loop = asyncio.new_event_loop()
loop.call_soon(greet)  # <1>
loop.call_later(0.1, loop.stop)
loop.run_forever()
loop.close()
print("the end")
