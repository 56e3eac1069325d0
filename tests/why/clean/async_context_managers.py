import asyncio
from contextlib import AsyncExitStack, asynccontextmanager


@asynccontextmanager
async def resource(name):
    await asyncio.sleep(0.01)
    try:
        yield name
    finally:
        await asyncio.sleep(0.01)
        print("closed", name)


async def main():
    async with AsyncExitStack() as stack:
        names = [await stack.enter_async_context(resource(name)) for name in "ab"]
        print(names)


asyncio.run(main())
