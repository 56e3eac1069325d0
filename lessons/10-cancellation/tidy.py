import asyncio


async def ticker(name):
    try:
        while True:
            await asyncio.sleep(0.2)  # <1>
            print(name)
    finally:
        print(name, "ends")  # <2>


loop = asyncio.new_event_loop()
loop.create_task(ticker("tick"))
loop.create_task(ticker("tock"))
loop.call_later(0.3, loop.stop)
loop.run_forever()  # <3>
tasks = sorted(asyncio.all_tasks(loop), key=asyncio.Task.get_name)
print("left over:", len(tasks))  # <4>
for task in tasks:
    task.cancel()  # <5>
loop.run_until_complete(asyncio.wait(tasks))  # <6>
loop.close()
print("closed")  # <7>
