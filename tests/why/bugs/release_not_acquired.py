# finds: not-acquired 7
import asyncio


async def main():
    lock = asyncio.Lock()
    lock.release()


asyncio.run(main())
