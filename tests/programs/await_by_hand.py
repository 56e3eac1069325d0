"""PEP 492: await passes what an __await__ generator yields up to whoever drives the coroutine."""


class Ask:
    def __init__(self, question):
        self.question = question

    def __await__(self):
        answer = yield self.question
        return answer


async def interview():
    name = await Ask("name?")
    age = await Ask("age?")
    return f"{name} is {age}"


c = interview()
print(c.send(None))
print(c.send("Grace"))
try:
    c.send(85)
except StopIteration as stop:
    print(stop.value)
