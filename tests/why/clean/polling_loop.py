import asyncio


async def main():
    loop = asyncio.get_running_loop()
    ready = loop.time() + 1
    while loop.time() < ready:
        await asyncio.sleep(0.1)
    print("ready")


asyncio.run(main())
