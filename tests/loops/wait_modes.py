# asyncio.wait: first completed, first exception, all, and with a timeout.
import asyncio


async def job(name, seconds, fail=False):
    await asyncio.sleep(seconds)
    if fail:
        raise RuntimeError(name)
    return name


def names(tasks):
    return sorted(task.get_name() for task in tasks)


async def main():
    tasks = {
        asyncio.create_task(job("a", 1), name="a"),
        asyncio.create_task(job("b", 2, True), name="b"),
        asyncio.create_task(job("c", 3), name="c"),
        asyncio.create_task(job("d", 9), name="d"),
    }
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    print("first", names(done), names(pending))
    done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_EXCEPTION)
    print("exception", names(done), [repr(task.exception()) for task in done], names(pending))
    done, pending = await asyncio.wait(pending, timeout=4)
    print("timeout", names(done), names(pending))
    done, pending = await asyncio.wait(pending)
    print("all", names(done), names(pending), asyncio.get_running_loop().time())


asyncio.run(main())
