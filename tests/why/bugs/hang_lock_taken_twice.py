# finds: circle 11
import asyncio


class Store:
    def __init__(self):
        self.lock = asyncio.Lock()
        self.items = {}

    async def size(self):
        async with self.lock:
            return len(self.items)

    async def add(self, key):
        async with self.lock:
            self.items[key] = await self.size()


async def main():
    store = Store()
    await store.add("a")


asyncio.run(main())
