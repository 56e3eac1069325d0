"""PEP 492: a finished coroutine can't be awaited again: "cannot reuse already awaited coroutine"."""
# reference: settrace has no event for an await that is refused at once.


async def once():
    return 1


async def main(c):
    print("first", await c)
    try:
        await c
    except RuntimeError as error:
        print(error)


c = once()
try:
    main(c).send(None)
except StopIteration:
    print("end")
try:
    c.send(None)
except RuntimeError as error:
    print(error)
