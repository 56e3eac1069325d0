# finds: task-done-too-often 10
import asyncio


async def main():
    queue = asyncio.Queue()
    queue.put_nowait(1)
    await queue.get()
    queue.task_done()
    queue.task_done()


asyncio.run(main())
