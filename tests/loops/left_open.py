# A loop that is never closed, and a task that never got its turn.
import asyncio


async def one():
    return 1


loop = asyncio.new_event_loop()
print(loop.run_until_complete(one()))
task = loop.create_task(one(), name="too late")
print(loop.is_closed(), task.done())
