# finds: cancel-swallowed 11
import asyncio
import functools


def quiet(function):
    @functools.wraps(function)
    async def wrapper(*args):
        try:
            return await function(*args)
        except BaseException as error:
            print("ignored", type(error).__name__)

    return wrapper


@quiet
async def job():
    await asyncio.sleep(10)


async def main():
    task = asyncio.create_task(job())
    await asyncio.sleep(0.1)
    task.cancel()
    await task


asyncio.run(main())
