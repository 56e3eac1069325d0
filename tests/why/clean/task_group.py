import asyncio


async def square(number):
    await asyncio.sleep(0.01 * number)
    return number * number


async def main():
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(square(number)) for number in range(5)]
    print([task.result() for task in tasks])


asyncio.run(main())
