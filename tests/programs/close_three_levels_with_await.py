"""PEP 492: close() reaches the bottom of a chain of coroutine, async generator and awaitable."""
# needs: 3.13


class Pause:
    def __await__(self):
        try:
            yield "pause"
        finally:
            print("pause ends")


async def source():
    try:
        await Pause()
        yield 1
    finally:
        print("source ends")


async def main():
    try:
        async for value in source():
            print("never", value)
    finally:
        print("main ends")


c = main()
print(c.send(None))
c.close()
