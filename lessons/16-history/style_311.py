import asyncio
from asyncio import TaskGroup


async def cook(name, delay):
    print("start " + name)
    await asyncio.sleep(delay)
    print(name + " ready")
    return name


async def main():
    async with TaskGroup() as group:
        tea = group.create_task(
            cook("tea", 0.2)
        )
        toast = group.create_task(
            cook("toast", 0.3)
        )
    got = tea.result(), toast.result()
    print("all: " + " ".join(got))


asyncio.run(main())
