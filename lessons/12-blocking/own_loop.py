import asyncio


async def answer():
    return 42


async def main():
    loop = asyncio.get_running_loop()
    future = asyncio.run_coroutine_threadsafe(answer(), loop)
    try:
        print(future.result(timeout=0.3))  # <1>
    except TimeoutError:
        print("no answer")  # <2>
    print(await asyncio.wrap_future(future))  # <3>


asyncio.run(main())
