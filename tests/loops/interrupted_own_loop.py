# Ctrl-C in a loop of one's own leaves it at once; the task is still there.
import asyncio
import signal


async def work(n):
    for i in range(n):
        await asyncio.sleep(1)
        if i == 1:
            signal.raise_signal(signal.SIGINT)
    return "done"


loop = asyncio.new_event_loop()
task = loop.create_task(work(5))
try:
    loop.run_until_complete(task)
except KeyboardInterrupt:
    print("left at", loop.time(), task.done())
print(repr(task.exception()) if task.done() else loop.run_until_complete(task))
loop.close()
