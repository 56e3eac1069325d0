# Awaits that never leave: a done future, a done task, a lock that is free.
import asyncio


async def quick():
    return "quick"


async def main():
    order = []
    asyncio.get_running_loop().call_soon(order.append, "a turn of the loop")
    future = asyncio.get_running_loop().create_future()
    future.set_result("ready")
    order.append(await future)
    order.append(await quick())
    lock = asyncio.Lock()
    async with lock:
        order.append("locked")
    queue = asyncio.Queue()
    await queue.put(1)
    order.append(await queue.get())
    await asyncio.wait_for(quick(), 1)
    order.append("waited for")
    print(order)
    await asyncio.sleep(0)
    print(order[-1])


asyncio.run(main())
