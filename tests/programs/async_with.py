"""PEP 492: async with awaits __aenter__ and __aexit__."""
import types


@types.coroutine
def pause(label):
    yield label


class Connection:
    async def __aenter__(self):
        await pause("connecting")
        return "connection"

    async def __aexit__(self, kind, error, trace):
        await pause("closing")
        print("closed because of", kind and kind.__name__)
        return kind is ValueError


async def main():
    async with Connection() as connection:
        print("using", connection)
    async with Connection():
        raise ValueError("inside")
    return "done"


c = main()
try:
    while True:
        print("loop:", c.send(None))
except StopIteration as stop:
    print(stop.value)
