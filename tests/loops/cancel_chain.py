# A cancellation goes down through everything awaited, and comes back up.
import asyncio


class Bottom:
    def __await__(self):
        try:
            yield from asyncio.sleep(50).__await__()
        finally:
            print("bottom")


async def lower():
    try:
        await Bottom()
    finally:
        print("lower")


async def upper():
    try:
        await lower()
    finally:
        print("upper")


async def raises_instead():
    try:
        await upper()
    except asyncio.CancelledError:
        raise LookupError("something else") from None


async def main():
    task = asyncio.create_task(raises_instead())
    waiter = asyncio.create_task(asyncio.wait([task]))
    await asyncio.sleep(1)
    task.cancel()
    await waiter
    print(repr(task.exception()), task.cancelled())
    outer = asyncio.create_task(upper())

    async def awaits_outer():
        await outer

    second = asyncio.create_task(awaits_outer())
    await asyncio.sleep(1)
    second.cancel()
    await asyncio.wait([second])
    print(outer.cancelled(), second.cancelled())


asyncio.run(main())
