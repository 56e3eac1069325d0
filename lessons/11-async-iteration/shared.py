import asyncio


async def numbers():
    for n in range(4):
        await asyncio.sleep(0.1)  # <1>
        yield n


async def take(source):
    print("running:", source.ag_running)  # <2>
    return await anext(source)  # <3>


async def main():
    source = numbers()
    both = await asyncio.gather(  # <4>
        take(source), take(source), return_exceptions=True
    )
    for one in both:
        print(type(one).__name__)  # <5>
    await source.aclose()


asyncio.run(main())
