# A condition: notify one, notify all, wait_for a predicate.
import asyncio


async def taker(name, condition, stock):
    async with condition:
        await condition.wait_for(lambda: stock)
        print(name, "takes", stock.pop(0), asyncio.get_running_loop().time())


async def main():
    condition, stock = asyncio.Condition(), []
    tasks = [asyncio.create_task(taker(name, condition, stock)) for name in "abc"]
    await asyncio.sleep(1)
    async with condition:
        stock.append("apple")
        condition.notify()
    await asyncio.sleep(1)
    async with condition:
        stock.extend(["pear", "plum"])
        condition.notify_all()
    await asyncio.gather(*tasks)
    try:
        condition.notify()
    except RuntimeError as error:
        print(error)


asyncio.run(main())
