import asyncio
import types


@types.coroutine  # <1>
def cook(name):
    yield from asyncio.sleep(0.1)  # <2>
    return name


async def main():
    print(await cook("tea"))  # <3>


asyncio.run(main())
