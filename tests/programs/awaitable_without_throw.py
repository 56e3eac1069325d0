"""PEP 492: an awaitable whose iterator has no throw(): the exception is raised at the await."""


class Plain:
    def __await__(self):
        return self

    def __iter__(self):
        return self

    def __next__(self):
        return "waiting"


async def main():
    try:
        await Plain()
    except ValueError as error:
        print("main caught", error)
    return "done"


c = main()
print(c.send(None))
try:
    c.throw(ValueError("v"))
except StopIteration as stop:
    print(stop.value)
