# finds: gather-left 20
# After https://github.com/python/asyncio/issues/238: the ping fails, and gather leaves the reader of messages running.
import asyncio


async def ping():
    await asyncio.sleep(0.1)
    raise ConnectionError("no pong")


async def messages(seen):
    for number in range(5):
        await asyncio.sleep(0.05)
        seen.append(number)


async def main():
    seen = []
    try:
        await asyncio.gather(ping(), messages(seen))
    except ConnectionError as error:
        print("closed:", error)
    await asyncio.sleep(1)
    print(seen)


asyncio.run(main())
