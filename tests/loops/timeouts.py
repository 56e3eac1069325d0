# timeout and timeout_at: nested, moved, and not reached.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(1) as limit:
            await asyncio.sleep(5)
    except TimeoutError:
        print("1:", loop.time(), limit.expired())
    async with asyncio.timeout(5) as limit:
        await asyncio.sleep(1)
    print("2:", loop.time(), limit.expired())
    try:
        async with asyncio.timeout_at(loop.time() + 10) as outer:
            try:
                async with asyncio.timeout(1) as inner:
                    await asyncio.sleep(3)
            except TimeoutError:
                print("3: inner", loop.time(), inner.expired(), outer.expired())
            await asyncio.sleep(30)
    except TimeoutError:
        print("3: outer", loop.time())
    async with asyncio.timeout(None) as limit:
        limit.reschedule(loop.time() + 1)
        print("4:", limit.when() - loop.time())
        limit.reschedule(loop.time() + 3)
        await asyncio.sleep(2)
    print("4:", loop.time())


asyncio.run(main())
