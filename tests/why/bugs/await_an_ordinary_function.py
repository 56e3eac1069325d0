# finds: not-awaitable 10
import asyncio


def load():
    return 5


async def main():
    print(await load())


asyncio.run(main())
