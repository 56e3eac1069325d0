# A future that a callback resolves, and a task that waits for it.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.call_later(1.5, future.set_result, "hello")
    print(future.done())
    print(await future, loop.time())
    print(await future, "again, without waiting")


asyncio.run(main())
