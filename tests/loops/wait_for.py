# wait_for in time, and too late: the job is cancelled and may clean up first.
import asyncio


async def job(seconds):
    try:
        await asyncio.sleep(seconds)
        return f"took {seconds}"
    except asyncio.CancelledError:
        print("job cleans up")
        await asyncio.sleep(1)
        print("job is clean")
        raise


async def main():
    loop = asyncio.get_running_loop()
    print(await asyncio.wait_for(job(1), timeout=2), loop.time())
    try:
        await asyncio.wait_for(job(10), timeout=2)
    except TimeoutError as error:
        print("too late", repr(error), loop.time())
    print(await asyncio.wait_for(job(3), timeout=None), loop.time())
    try:
        await asyncio.wait_for(asyncio.create_task(job(1)), timeout=0)
    except TimeoutError:
        print("no time at all", loop.time())


asyncio.run(main())
