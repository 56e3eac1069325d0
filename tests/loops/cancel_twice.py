# A second cancel interrupts the cleanup of the first; before it arrived, it adds nothing.
import asyncio


async def worker():
    try:
        await asyncio.sleep(100)
    finally:
        print("cleaning")
        try:
            await asyncio.sleep(10)
            print("never clean")
        finally:
            print("cleanup interrupted")


async def main():
    task = asyncio.create_task(worker())
    await asyncio.sleep(1)
    print(task.cancel("one"), task.cancel("two"), task.cancelling())
    await asyncio.sleep(1)
    task.cancel("three")
    try:
        await task
    except asyncio.CancelledError as error:
        print(error.args, task.cancelling())


asyncio.run(main())
