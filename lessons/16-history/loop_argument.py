import asyncio


async def cook(name, loop):
    await asyncio.sleep(0.1, loop=loop)  # <1>
    return name


async def main():
    loop = asyncio.get_running_loop()
    print(await cook("tea", loop))


asyncio.run(main())
