"""PEP 492: __await__ may return any iterator, not only a generator."""


class Steps:
    def __init__(self, limit):
        self.limit = limit

    def __await__(self):
        return iter(range(self.limit))


async def main():
    result = await Steps(2)
    print("result", result)


c = main()
print(c.send(None), c.send(None))
try:
    c.send(None)
except StopIteration:
    print("end")
