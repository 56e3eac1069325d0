# finds: blocked 15
# After https://github.com/PrefectHQ/prefect/pull/21184: a synchronous part of an async flow keeps the loop from its heartbeats.
import asyncio
import time


async def heartbeats(beats):
    while True:
        beats.append(time.monotonic())
        await asyncio.sleep(0.05)


def subflow():
    # Reads, computes, writes: nothing here knows of the loop.
    time.sleep(0.4)
    return "report"


async def flow():
    beats = []
    beating = asyncio.create_task(heartbeats(beats))
    await asyncio.sleep(0.1)
    print(subflow())
    await asyncio.sleep(0.1)
    beating.cancel()
    await asyncio.wait([beating])


asyncio.run(flow())
