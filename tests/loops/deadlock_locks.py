# Two locks taken in opposite order.
# steps: asyncio.run cancels what is left in the order of a set of tasks
# turns: asyncio.run cancels what is left in the order of a set of tasks
import asyncio


async def takes(name, first, second):
    async with first:
        print(name, "has its first lock")
        await asyncio.sleep(1)
        async with second:
            print("never")


async def main():
    a, b = asyncio.Lock(), asyncio.Lock()
    async with asyncio.TaskGroup() as group:
        group.create_task(takes("one", a, b))
        group.create_task(takes("two", b, a))


asyncio.run(main())
