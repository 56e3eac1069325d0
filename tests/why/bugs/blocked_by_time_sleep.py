# finds: blocked 7
import asyncio
import time


async def fetch():
    time.sleep(0.3)


async def heartbeat():
    for _ in range(5):
        await asyncio.sleep(0.05)


async def main():
    await asyncio.gather(heartbeat(), fetch())


asyncio.run(main())
