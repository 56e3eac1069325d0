# A loop closed under a waiting task: it is destroyed pending.
# bytes: Python names the address of a callback in what it prints
import asyncio


async def forever():
    await asyncio.get_running_loop().create_future()


async def main():
    global task
    task = asyncio.create_task(forever(), name="forgotten")
    await asyncio.sleep(0)


loop = asyncio.new_event_loop()
loop.run_until_complete(main())
loop.close()
print("closed", task.done())
del task
print("gone")
