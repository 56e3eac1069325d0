import asyncio
import sys


async def main():
    await asyncio.sleep(0.01)
    sys.exit(0)


asyncio.run(main())
