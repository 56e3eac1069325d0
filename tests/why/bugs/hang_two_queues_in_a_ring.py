# finds: never-set 6
import asyncio


async def relay(inbox, outbox):
    item = await inbox.get()
    await outbox.put(item + 1)


async def main():
    one, two = asyncio.Queue(), asyncio.Queue()
    await asyncio.gather(relay(one, two), relay(two, one))


asyncio.run(main())
