"""PEP 525: leaving an async for early does not close the generator; aclose() does."""
import inspect


async def numbers():
    try:
        yield 1
        yield 2
    finally:
        print("numbers closed")


async def main():
    g = numbers()
    async for n in g:
        print(n)
        break
    print("left the loop; frame alive:", g.ag_frame is not None)
    await g.aclose()
    print("frame alive:", g.ag_frame is not None)


try:
    main().send(None)
except StopIteration:
    print("end")
