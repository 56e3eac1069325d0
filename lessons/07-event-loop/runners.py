import asyncio


async def answer():
    print("in the coroutine")
    await asyncio.sleep(1)  # <1>
    return 42  # <2>


print(asyncio.run(answer()))  # <3>

loop = asyncio.new_event_loop()
print(loop.run_until_complete(answer()))  # <4>
print("closed:", loop.is_closed())  # <5>
loop.close()
print("closed:", loop.is_closed())  # <6>


async def outer():
    loop = asyncio.get_running_loop()
    coroutine = answer()
    try:
        loop.run_until_complete(coroutine)  # <7>
    except RuntimeError as error:
        print("RuntimeError:", error)  # <8>
    coroutine.close()


asyncio.run(outer())
