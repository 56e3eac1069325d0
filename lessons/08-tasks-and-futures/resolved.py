import asyncio


def bell(future):
    future.set_result("ding")  # <1>
    print("bell was rung")  # <2>


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()  # <3>
    loop.call_later(0.1, bell, future)  # <4>
    print("main waits")
    sound = await future  # <5>
    print("main hears", sound)  # <6>
    try:
        future.set_result("dong")  # <7>
    except asyncio.InvalidStateError as error:
        print(error)


asyncio.run(main())
