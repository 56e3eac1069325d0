import asyncio


async def waiter(orders, name, dishes):
    for dish in dishes:
        await orders.put(dish)  # <1>
        print(name, "put", dish)


async def cook(orders, seconds):
    while True:
        dish = await orders.get()  # <2>
        await asyncio.sleep(seconds)  # <3>
        print("cooked", dish)
        orders.task_done()  # <4>


async def main():
    orders = asyncio.Queue(maxsize=1)
    cooks = [
        asyncio.create_task(cook(orders, seconds))  # <5>
        for seconds in (0.2, 0.3)
    ]
    await asyncio.gather(  # <6>
        waiter(orders, "Ann", ["soup", "fish"]),
        waiter(orders, "Bob", ["rice", "tea"]),
    )
    print("all put")
    await orders.join()  # <7>
    print("all cooked")
    for each in cooks:
        each.cancel()  # <8>


asyncio.run(main())
