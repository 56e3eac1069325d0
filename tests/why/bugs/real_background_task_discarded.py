# finds: never-retrieved 17
# After https://github.com/HKUDS/nanobot/issues/5429: a set keeps background tasks, and its callback drops their exceptions.
import asyncio


class Agent:
    def __init__(self):
        self.background = set()

    def schedule(self, coro):
        task = asyncio.create_task(coro)
        self.background.add(task)
        task.add_done_callback(self.background.discard)

    async def archive(self, session):
        await asyncio.sleep(0.01)
        raise RuntimeError(f"cannot archive {session}")


async def main():
    agent = Agent()
    agent.schedule(agent.archive("s1"))
    await asyncio.sleep(0.1)
    print("answered")


asyncio.run(main())
