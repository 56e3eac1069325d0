# finds: cut-off 12
import asyncio


async def save(name):
    await asyncio.sleep(1)
    print("saved", name)


async def main():
    for name in ["a", "b", "c"]:
        asyncio.create_task(save(name))
    print("all started")


asyncio.run(main())
