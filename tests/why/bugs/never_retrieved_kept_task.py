# finds: never-retrieved 10
import asyncio


class Service:
    def start(self):
        self.task = asyncio.create_task(self.run())

    async def run(self):
        self.missing()


async def main():
    service = Service()
    service.start()
    await asyncio.sleep(0.01)
    print("still here")


asyncio.run(main())
