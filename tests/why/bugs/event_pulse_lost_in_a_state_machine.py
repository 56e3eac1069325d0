# finds: event-missed 17
import asyncio


class Door:
    def __init__(self):
        self.opened = asyncio.Event()

    async def enter(self):
        await asyncio.sleep(0.2)
        await self.opened.wait()
        print("in")

    def open(self):
        self.opened.set()
        print("open")
        self.opened.clear()


async def main():
    door = Door()
    guest = asyncio.create_task(door.enter())
    await asyncio.sleep(0.1)
    door.open()
    await guest


asyncio.run(main())
