# finds: blocked 16-18
# clock: real
import asyncio
import threading
import time

guard = threading.Lock()


def flush():
    with guard:
        time.sleep(0.4)


async def write():
    await asyncio.sleep(0.05)
    with guard:
        print("written")


async def main():
    threading.Thread(target=flush).start()
    await write()


asyncio.run(main())
