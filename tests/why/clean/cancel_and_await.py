import asyncio


async def ticker():
    try:
        while True:
            await asyncio.sleep(0.1)
    finally:
        print("cleaned up")


async def main():
    task = asyncio.create_task(ticker())
    await asyncio.sleep(0.35)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("gone")


asyncio.run(main())
