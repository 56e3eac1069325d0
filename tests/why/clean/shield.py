import asyncio


async def save():
    await asyncio.sleep(0.2)
    print("saved")


async def main():
    saving = asyncio.create_task(save())
    try:
        await asyncio.wait_for(asyncio.shield(saving), 0.1)
    except TimeoutError:
        print("waits on")
        await saving


asyncio.run(main())
