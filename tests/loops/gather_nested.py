# A gather of gathers, cancelled from outside.
import asyncio


async def leaf(name):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("leaf", name, "cancelled")
        raise


async def main():
    inner = asyncio.gather(leaf("a"), leaf("b"))
    outer = asyncio.gather(inner, leaf("c"))
    asyncio.get_running_loop().call_later(1, outer.cancel)
    try:
        await outer
    except asyncio.CancelledError:
        print("main sees it", inner.cancelled(), outer.cancelled())


asyncio.run(main())
