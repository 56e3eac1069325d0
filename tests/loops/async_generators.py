# Asynchronous generators: asend, athrow, aclose, and one left early.
import asyncio


async def averager():
    total = count = 0
    average = None
    try:
        while True:
            try:
                value = yield average
            except ValueError:
                print("start again")
                total = count = 0
                continue
            await asyncio.sleep(1)
            total, count = total + value, count + 1
            average = total / count
    finally:
        await asyncio.sleep(1)
        print("averager closed")


async def main():
    a = averager()
    print(await a.asend(None), await a.asend(10), await a.asend(20))
    print(await a.athrow(ValueError), await a.asend(4))
    await a.aclose()
    try:
        await a.asend(1)
    except StopAsyncIteration:
        print("it is over")
    b = averager()
    await anext(b)
    first = asyncio.create_task(b.asend(1))
    await asyncio.sleep(0)
    try:
        await b.asend(2)
    except RuntimeError as error:
        print(error)
    print(await first)
    await b.aclose()


asyncio.run(main())
