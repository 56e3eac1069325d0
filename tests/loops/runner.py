# asyncio.Runner: one loop for several runs, one context.
import asyncio
import contextvars

count = contextvars.ContextVar("count", default=0)


async def step():
    count.set(count.get() + 1)
    await asyncio.sleep(1)
    return count.get(), asyncio.get_running_loop().time()


with asyncio.Runner() as runner:
    print(runner.run(step()))
    print(runner.run(step()))
    print(runner.get_loop().is_running())
print("closed")
