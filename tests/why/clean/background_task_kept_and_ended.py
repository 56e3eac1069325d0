import asyncio

background = set()


async def log(text):
    await asyncio.sleep(0.01)
    print(text)


async def main():
    for text in "abc":
        task = asyncio.create_task(log(text))
        background.add(task)
        task.add_done_callback(background.discard)
    await asyncio.gather(*background)


asyncio.run(main())
