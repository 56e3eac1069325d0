# Two tasks that wait for each other: nobody is ready and no timer runs.
# steps: asyncio.run cancels what is left in the order of a set of tasks
# turns: asyncio.run cancels what is left in the order of a set of tasks
import asyncio


async def waits_for(name, mine, others):
    print(name, "waits")
    await others.wait()
    mine.set()


async def main():
    a, b = asyncio.Event(), asyncio.Event()
    await asyncio.sleep(1)
    await asyncio.gather(waits_for("a", a, b), waits_for("b", b, a))


asyncio.run(main())
