import asyncio


async def boat(name, seconds):
    await asyncio.sleep(seconds)
    print(name, "is in")
    return name


async def main():
    async with asyncio.TaskGroup() as g:
        big = g.create_task(boat("big", 0.4))
        fast = g.create_task(boat("fast", 0.1))
        old = g.create_task(boat("old", 0.2))
        print("all at sea")  # <1>
    names = [task.result() for task in (big, fast, old)]
    print(names)  # <2>


asyncio.run(main())
