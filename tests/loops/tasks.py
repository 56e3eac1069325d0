# Tasks start when main gives way, not when they are made.
import asyncio


async def worker(name, seconds):
    print(name, "starts")
    await asyncio.sleep(seconds)
    print(name, "ends")
    return name.upper()


async def main():
    one = asyncio.create_task(worker("one", 2), name="first")
    two = asyncio.ensure_future(worker("two", 1))
    print("made", one.get_name(), one.done())
    print(await one, await two)
    print(one.done(), two.result(), asyncio.ensure_future(one) is one)


asyncio.run(main())
