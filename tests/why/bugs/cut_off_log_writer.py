# finds: cut-off 14
import asyncio


class Log:
    def __init__(self):
        self.lines = asyncio.Queue()

    async def write(self):
        while True:
            line = await self.lines.get()
            await asyncio.sleep(0.1)
            print(line)
    def start(self): self.task = asyncio.create_task(self.write())


async def main():
    log = Log()
    log.start()
    log.lines.put_nowait("one")
    log.lines.put_nowait("two")
    await asyncio.sleep(0.05)


asyncio.run(main())
