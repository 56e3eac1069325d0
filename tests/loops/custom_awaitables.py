# An awaitable of one's own that hands the loop a future.
import asyncio


class Signal:
    def __init__(self):
        self.future = asyncio.get_running_loop().create_future()

    def __await__(self):
        value = yield from self.future
        return f"<{value}>"

    def send(self, value):
        self.future.set_result(value)


class Ready:
    def __await__(self):
        return "at once"
        yield


class Wrong:
    def __await__(self):
        return 5


async def main():
    signal = Signal()
    asyncio.get_running_loop().call_later(2, signal.send, "green")
    print(await signal, await signal)
    print(await Ready())
    try:
        await Wrong()
    except TypeError as error:
        print("TypeError")
    print(await asyncio.gather(Ready(), Ready()))


asyncio.run(main())
