"""PEP 525: yielding during aclose: "async generator ignored GeneratorExit"."""


async def stubborn():
    try:
        yield 1
    finally:
        yield 2


async def main():
    g = stubborn()
    print(await g.__anext__())
    try:
        await g.aclose()
    except RuntimeError as error:
        print(error)


try:
    main().send(None)
except StopIteration:
    print("end")
