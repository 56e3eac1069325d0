"""PEP 525: StopIteration and StopAsyncIteration raised in its body become RuntimeErrors."""


async def wrong(error):
    yield 1
    raise error


async def main():
    for kind in (StopIteration, StopAsyncIteration):
        try:
            async for n in wrong(kind("leak")):
                print(n)
        except RuntimeError as error:
            print(error, "|", repr(error.__cause__))


try:
    main().send(None)
except StopIteration:
    print("end")
