# A TaskGroup whose parent is cancelled cancels its children and passes the cancellation on.
import asyncio


async def child(name):
    try:
        await asyncio.sleep(10)
    finally:
        print(name, "ends")


async def parent():
    async with asyncio.TaskGroup() as group:
        group.create_task(child("alone"))
        await child("the body")
    print("never")


async def nested():
    async with asyncio.TaskGroup() as outer:
        outer.create_task(child("outer"))
        async with asyncio.TaskGroup() as inner:
            inner.create_task(child("inner"))
            inner.create_task(fail())


async def fail():
    await asyncio.sleep(1)
    raise ValueError("inside")


async def main():
    task = asyncio.create_task(parent())
    await asyncio.sleep(1)
    task.cancel("enough")
    try:
        await task
    except asyncio.CancelledError as error:
        print("cancelled", error.args)
    try:
        await nested()
    except* ValueError as group:
        print(group.exceptions)


asyncio.run(main())
