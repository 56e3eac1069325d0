# finds: cancel-swallowed 10
import asyncio


async def fetch():
    for attempt in range(3):
        try:
            await asyncio.sleep(1)
            return "data"
        except:
            print("retry", attempt)


async def main():
    task = asyncio.create_task(fetch())
    await asyncio.sleep(0.1)
    task.cancel()
    print(await task)


asyncio.run(main())
