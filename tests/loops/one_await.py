# One coroutine, one await that never leaves: nothing in it suspends.
import asyncio


async def answer():
    return 42


async def main():
    print(await answer())


asyncio.run(main())
