# finds: destroyed-pending 12
import asyncio


async def wait_for_nothing():
    future = asyncio.get_running_loop().create_future()
    await future


loop = asyncio.new_event_loop()
async def start():
    loop.create_task(wait_for_nothing())
    await asyncio.sleep(0)


loop.run_until_complete(start())
loop.close()
