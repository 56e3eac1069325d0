"""asyncio: awaiting coroutines three deep in a task."""
# transitions: not written down here; the tests of asyncio look at its tasks and turns
import asyncio


async def fetch():
    await asyncio.sleep(0.01)
    return {"value": 1}


async def parse():
    data = await fetch()
    return data["value"]


async def main():
    print(await parse() + 1)


asyncio.run(main())
