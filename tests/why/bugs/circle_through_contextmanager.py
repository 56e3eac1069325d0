# finds: circle 8
import asyncio
from contextlib import asynccontextmanager


@asynccontextmanager
async def locked(lock):
    async with lock:
        yield lock


async def transfer(one, other):
    async with locked(one):
        await asyncio.sleep(0.1)
        async with locked(other):
            print("moved")


async def main():
    a, b = asyncio.Lock(), asyncio.Lock()
    await asyncio.gather(transfer(a, b), transfer(b, a))


asyncio.run(main())
