# A room: members listen on queues, one leaves early, a moderator closes it with a timeout.
import asyncio


class Room:
    def __init__(self):
        self.members = {}

    def join(self, name):
        self.members[name] = asyncio.Queue()
        return self.members[name]

    def say(self, sender, text):
        for name, inbox in self.members.items():
            if name != sender:
                inbox.put_nowait((sender, text))


async def member(room, name, patience):
    inbox = room.join(name)
    try:
        async with asyncio.timeout(patience):
            while True:
                sender, text = await inbox.get()
                print(f"{asyncio.get_running_loop().time():.1f} {name} hears {sender}: {text}")
                if text.endswith("?"):
                    await asyncio.sleep(0.5)
                    room.say(name, "yes")
    except TimeoutError:
        room.say(name, "bye")
        del room.members[name]
        return f"{name} left"


async def main():
    room = Room()
    async with asyncio.TaskGroup() as group:
        members = [group.create_task(member(room, name, 2 + i), name=name) for i, name in enumerate(["ann", "bob", "cy"])]
        await asyncio.sleep(0)
        room.say("host", "welcome")
        await asyncio.sleep(1)
        room.say("host", "all well?")
    print([task.result() for task in members], asyncio.get_running_loop().time())


asyncio.run(main())
