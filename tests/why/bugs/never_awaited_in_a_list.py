# finds: never-awaited 11
import asyncio


async def send(name):
    print("sent", name)


async def main():
    jobs = []
    jobs.append(send("a"))
    await asyncio.sleep(0)


asyncio.run(main())
