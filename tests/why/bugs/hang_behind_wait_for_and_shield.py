# finds: never-set 6
import asyncio


async def answer(future):
    return await asyncio.shield(future)


async def main():
    future = asyncio.get_running_loop().create_future()
    print(await answer(future))


asyncio.run(main())
