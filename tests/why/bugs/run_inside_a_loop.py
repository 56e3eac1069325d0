# finds: run-in-running-loop 10
import asyncio


async def inner():
    return 1


def helper():
    return asyncio.run(inner())


async def main():
    print(helper())


asyncio.run(main())
