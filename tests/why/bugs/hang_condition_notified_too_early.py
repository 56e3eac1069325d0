# finds: never-set 12
import asyncio


class Box:
    def __init__(self):
        self.condition = asyncio.Condition()
        self.value = None

    async def get(self):
        async with self.condition:
            await self.condition.wait()
            return self.value

    async def put(self, value):
        async with self.condition:
            self.value = value
            self.condition.notify_all()


async def main():
    box = Box()
    await box.put(1)
    print(await box.get())


asyncio.run(main())
