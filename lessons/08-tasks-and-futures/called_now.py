import asyncio
from functools import partial


async def bake():
    await asyncio.sleep(0.1)
    return "bread"


def tell(who, task):
    print(who, "gets", task.result())


async def main():
    task = asyncio.create_task(bake())
    task.add_done_callback(tell("Ada", task))  # <1>
    await task


asyncio.run(main())
