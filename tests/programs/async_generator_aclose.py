"""PEP 525: aclose() raises GeneratorExit at the yield; finally may await."""
# reference: CPython tells nothing of an await that resumes nobody
import types


@types.coroutine
def pause(label):
    yield label


async def resource():
    try:
        yield "data"
    finally:
        await pause("releasing")
        print("released")


async def main():
    g = resource()
    print(await g.__anext__())
    await g.aclose()
    await g.aclose()
    unstarted = resource()
    await unstarted.aclose()
    print([x async for x in unstarted])


c = main()
try:
    while True:
        print("loop:", c.send(None))
except StopIteration:
    print("end")
