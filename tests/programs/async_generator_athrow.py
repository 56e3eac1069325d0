"""PEP 525: athrow() raises at the yield; handled, it gives the next value."""
# reference: CPython tells nothing of an await that resumes nobody


async def resilient():
    n = 0
    while True:
        try:
            yield n
        except ValueError as error:
            print("handled", error)
            n = 100
        n += 1


async def main():
    g = resilient()
    print(await g.__anext__())
    print(await g.athrow(ValueError("reset")))
    try:
        await g.athrow(KeyError("out"))
    except KeyError as error:
        print("back", error)
    async for n in g:
        print("never")


try:
    main().send(None)
except StopIteration:
    print("end")
