# An exception in a callback goes to the loop's exception handler; the loop goes on.
import asyncio


def broken():
    raise ZeroDivisionError("in a callback")


async def main():
    loop = asyncio.get_running_loop()
    loop.call_soon(broken)
    await asyncio.sleep(0)
    loop.set_exception_handler(lambda loop, context: print("handled:", repr(context["exception"]), context["message"][:21]))
    loop.call_later(1, broken)
    await asyncio.sleep(2)
    loop.call_exception_handler({"message": "of one's own", "exception": ValueError(1)})
    future = loop.create_future()
    future.add_done_callback(lambda future: 1 / 0)
    future.set_result(None)
    await future
    await asyncio.sleep(0)


asyncio.run(main())
