# One await that goes to the loop.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    start = loop.time()
    print("before")
    print(await asyncio.sleep(3600, "slept"))
    print("after", loop.time() - start)


asyncio.run(main())
