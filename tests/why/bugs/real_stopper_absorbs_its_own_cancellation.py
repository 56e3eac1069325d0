# finds: cancel-swallowed 19
# finds: cancel-twice 12
# After https://github.com/rigplane/rigplane-core/pull/2916: `cancel(); await; except CancelledError: pass` also drops the
# cancellation of the one that waits.
import asyncio


async def watchdog():
    try:
        await asyncio.sleep(10)
    finally:
        await asyncio.sleep(0.5)


async def disconnect(task):
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        pass
    return "disconnected"


async def main():
    task = asyncio.create_task(watchdog())
    await asyncio.sleep(0)
    stopping = asyncio.create_task(disconnect(task))
    await asyncio.sleep(0.1)
    stopping.cancel()
    print(await stopping)


asyncio.run(main())
