import asyncio


async def save():
    await asyncio.sleep(0.3)  # <1>
    print("saved")  # <2>


async def request(job):
    try:
        await asyncio.shield(job)  # <3>
    except asyncio.CancelledError:
        print("request is cancelled")  # <4>
        raise


async def main():
    job = asyncio.create_task(save())  # <5>
    task = asyncio.create_task(request(job))
    await asyncio.sleep(0.1)
    task.cancel()  # <6>
    await asyncio.wait([task])
    print("job cancelled:", job.cancelled())  # <7>
    await job  # <8>


asyncio.run(main())
