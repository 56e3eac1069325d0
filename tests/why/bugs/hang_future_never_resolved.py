# finds: never-set 12
import asyncio


class Client:
    def __init__(self):
        self.replies = {}

    async def ask(self, key):
        reply = asyncio.get_running_loop().create_future()
        self.replies[key] = reply
        return await reply

    def answer(self, key, text):
        if key in self.replies and not text:
            self.replies.pop(key).set_result(text)


async def main():
    client = Client()
    asyncio.get_running_loop().call_later(0.1, client.answer, "a", "hello")
    print(await client.ask("a"))


asyncio.run(main())
