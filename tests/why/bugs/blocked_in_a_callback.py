# finds: blocked 7
import asyncio
import time


def save():
    time.sleep(0.5)


async def main():
    asyncio.get_running_loop().call_later(0.1, save)
    await asyncio.sleep(0.2)


asyncio.run(main())
