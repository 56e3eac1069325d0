# finds: done-already 9
import asyncio


async def main():
    future = asyncio.get_running_loop().create_future()
    future.set_result(1)
    await future
    future.set_result(2)


asyncio.run(main())
