# finds: gather-left 17
import asyncio


async def fail():
    await asyncio.sleep(0.1)
    raise ValueError("no")


async def send(name):
    await asyncio.sleep(1)
    print("sent", name)


async def main():
    try:
        await asyncio.gather(fail(), send("a"), send("b"))
    except ValueError:
        print("failed")
    await asyncio.sleep(2)


asyncio.run(main())
