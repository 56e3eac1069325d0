# finds: task-done-missing 25
# After https://github.com/pyrogram/pyrogram/pull/1305: the dispatcher takes updates and marks none as done.
import asyncio


class Dispatcher:
    def __init__(self):
        self.updates = asyncio.Queue()
        self.workers = []

    def start(self):
        self.workers = [asyncio.create_task(self.work()) for _ in range(2)]

    async def work(self):
        while True:
            update = await self.updates.get()
            if update is None:
                break
            await asyncio.sleep(0.01)
            print("handled", update)

    async def stop(self):
        for _ in self.workers:
            self.updates.put_nowait(None)
        await self.updates.join()


async def main():
    dispatcher = Dispatcher()
    dispatcher.start()
    for update in range(3):
        dispatcher.updates.put_nowait(update)
    await dispatcher.stop()


asyncio.run(main())
