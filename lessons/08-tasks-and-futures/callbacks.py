import asyncio
from functools import partial


async def bake():
    await asyncio.sleep(0.1)
    return "bread"  # <1>


def tell(who, task):
    print(who, "gets", task.result())  # <2>


async def main():
    task = asyncio.create_task(bake())
    task.add_done_callback(partial(tell, "Ada"))  # <3>
    task.add_done_callback(partial(tell, "Bob"))
    await task  # <4>
    print("main gets", task.result())
    task.add_done_callback(partial(tell, "late Eve"))  # <5>
    print("registered")  # <6>
    await asyncio.sleep(0)


asyncio.run(main())
