# A shielded job goes on when who waits for it is cancelled.
# turns: since 3.14 a shield adds callbacks of its own
import asyncio


async def precious():
    await asyncio.sleep(3)
    print("precious is done")
    return "gold"


async def main():
    task = asyncio.create_task(precious())
    try:
        await asyncio.wait_for(asyncio.shield(task), 1)
    except TimeoutError:
        print("gave up waiting", task.done(), task.cancelled())
    print(await asyncio.shield(task))


asyncio.run(main())
