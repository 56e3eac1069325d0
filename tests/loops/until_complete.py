# A loop of one's own, run twice, then closed.
import asyncio


async def double(n):
    await asyncio.sleep(n)
    return n * 2


loop = asyncio.new_event_loop()
try:
    print(loop.run_until_complete(double(1)))
    print(loop.run_until_complete(double(2)))
    print(loop.time(), loop.is_running(), loop.is_closed())
finally:
    loop.close()
print(loop.is_closed())
