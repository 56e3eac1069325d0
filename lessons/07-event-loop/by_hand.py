import asyncio


async def answer():
    await asyncio.sleep(0.1)
    return 42  # <5>


def stop_it(task):
    print("done, so stop")  # <1>
    task.get_loop().stop()


loop = asyncio.new_event_loop()
task = loop.create_task(answer())  # <2>
task.add_done_callback(stop_it)
loop.run_forever()  # <3>
print(task.result())  # <4>
loop.close()
