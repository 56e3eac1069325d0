# Result and timeout in the same turn; a job that refuses to be cancelled in time.
import asyncio


async def refuses():
    try:
        await asyncio.sleep(5)
    except asyncio.CancelledError:
        return "a late answer"


async def fails_in_cleanup():
    try:
        await asyncio.sleep(5)
    finally:
        raise ValueError("cleanup failed")


async def main():
    loop = asyncio.get_running_loop()
    try:
        print("equal times:", await asyncio.wait_for(asyncio.sleep(1, "result"), 1))
    except TimeoutError:
        print("equal times: timeout")
    try:
        print(await asyncio.wait_for(refuses(), 1))
    except TimeoutError:
        print("refused, but timed out")
    try:
        await asyncio.wait_for(fails_in_cleanup(), 1)
    except ValueError as error:
        print(error, repr(error.__context__))
    future = loop.create_future()
    try:
        await asyncio.wait_for(future, 1)
    except TimeoutError:
        print("future", future.cancelled(), loop.time())


asyncio.run(main())
