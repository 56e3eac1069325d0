import asyncio


async def fail():
    raise ValueError("no")


async def main():
    done, _ = await asyncio.wait([asyncio.create_task(fail())])
    print([repr(task.exception()) for task in done])


asyncio.run(main())
