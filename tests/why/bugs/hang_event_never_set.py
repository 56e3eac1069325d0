# finds: never-set 7
import asyncio


async def consumer(ready):
    print("waiting")
    await ready.wait()
    print("go")


async def main():
    ready = asyncio.Event()
    await consumer(ready)


asyncio.run(main())
