# A short job in another thread lets what is ready run first.
import asyncio


async def other(name):
    print(name)


def job():
    return "job"


async def main():
    task = asyncio.create_task(other("first"))
    print(await asyncio.to_thread(job))
    await task
    task = asyncio.create_task(other("second"))
    print(await asyncio.get_running_loop().run_in_executor(None, job))
    await task


asyncio.run(main())
