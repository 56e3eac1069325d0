# time.sleep in a coroutine stops everybody.
import asyncio
import time


async def heart():
    loop = asyncio.get_running_loop()
    for _ in range(4):
        print("beat", loop.time())
        await asyncio.sleep(1)


async def rude():
    await asyncio.sleep(0.5)
    print("blocking")
    time.sleep(5)
    print("done blocking")


async def main():
    await asyncio.gather(heart(), rude())


asyncio.run(main())
