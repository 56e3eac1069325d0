"""PEP 525: anext() gives an awaitable; StopAsyncIteration ends it, or the default."""
# reference: CPython tells nothing of an await that resumes nobody
# needs: 3.10


async def two():
    yield 1
    yield 2


async def main():
    g = two()
    print(aiter(g) is g)
    print(await anext(g))
    print(await g.__anext__())
    try:
        await anext(g)
    except StopAsyncIteration as stop:
        print(repr(stop))
    print(await anext(g, "default"))


try:
    main().send(None)
except StopIteration:
    print("end")
