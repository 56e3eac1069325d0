import asyncio


def show_all():
    tasks = asyncio.all_tasks()
    print(sorted([task.get_name() for task in tasks]))


async def helper():
    print("in", asyncio.current_task().get_name())  # <1>


async def main():
    await helper()  # <2>
    task = asyncio.create_task(helper(), name="extra")  # <3>
    show_all()  # <4>
    await task  # <5>
    show_all()  # <6>


asyncio.run(main())
