# A future with an exception, raised where it is awaited; a second result is refused.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.call_soon(future.set_exception, KeyError("lost"))
    try:
        await future
    except KeyError as error:
        print("caught", repr(error))
    try:
        future.set_result(1)
    except asyncio.InvalidStateError as error:
        print("refused:", type(error).__name__)
    other = loop.create_future()
    try:
        other.result()
    except asyncio.InvalidStateError as error:
        print("too early:", error)
    try:
        other.set_exception(StopIteration())
    except TypeError as error:
        print("type:", error)
    print(other.cancel(), other.cancelled(), other.cancel())


asyncio.run(main())
