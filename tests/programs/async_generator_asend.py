"""PEP 525: asend(value) makes the value the result of the yield."""
# reference: CPython tells nothing of an await that resumes nobody


async def averager():
    total, count, average = 0, 0, None
    while True:
        number = yield average
        total += number
        count += 1
        average = total / count


async def main():
    g = averager()
    try:
        await g.asend(1)
    except TypeError as error:
        print(error)
    g = averager()
    await g.asend(None)
    print(await g.asend(10))
    print(await g.asend(20))
    await g.aclose()


try:
    main().send(None)
except StopIteration:
    print("end")
