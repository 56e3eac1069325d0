import asyncio
import threading


async def answer():
    await asyncio.sleep(0.01)
    return 42


async def main():
    loop = asyncio.get_running_loop()
    got = loop.create_future()

    def ask():
        future = asyncio.run_coroutine_threadsafe(answer(), loop)
        loop.call_soon_threadsafe(got.set_result, future.result())

    thread = threading.Thread(target=ask)
    thread.start()
    print(await got)
    await asyncio.to_thread(thread.join)


asyncio.run(main())
