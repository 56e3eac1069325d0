# current_task and all_tasks.
import asyncio


async def child():
    print("in", asyncio.current_task().get_name())
    await asyncio.sleep(0)


async def main():
    me = asyncio.current_task()
    me.set_name("the main task")
    tasks = [asyncio.create_task(child(), name=f"child-{i}") for i in range(3)]
    print(sorted(task.get_name() for task in asyncio.all_tasks()))
    await asyncio.gather(*tasks)
    print(sorted(task.get_name() for task in asyncio.all_tasks()))
    asyncio.get_running_loop().call_soon(lambda: print("in a callback:", asyncio.current_task()))
    await asyncio.sleep(0)


asyncio.run(main())
