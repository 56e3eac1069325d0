# finds: never-retrieved 7
import asyncio


async def check(number):
    await asyncio.sleep(number / 100)
    return 1 / (number - 2)


async def main():
    tasks = [asyncio.create_task(check(number)) for number in range(4)]
    finished, _ = await asyncio.wait(tasks)
    print(len(finished), "finished")


asyncio.run(main())
