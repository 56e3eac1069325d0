# A closed loop refuses everything.
import asyncio


async def job():
    return 1


loop = asyncio.new_event_loop()
print(loop.run_until_complete(job()))
loop.close()
loop.close()
coro = job()
for attempt in (
    lambda: loop.call_soon(print),
    lambda: loop.call_later(1, print),
    lambda: loop.run_until_complete(coro),
    lambda: loop.create_task(coro),
    lambda: loop.run_forever(),
    lambda: loop.call_soon_threadsafe(print),
):
    try:
        attempt()
    except RuntimeError as error:
        print(error)
coro.close()
try:
    asyncio.get_running_loop()
except RuntimeError as error:
    print(error)
