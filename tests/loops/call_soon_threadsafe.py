# A thread hands a callback to the loop.
# turns: what a thread does comes when it comes
# bytes: what a thread does comes when it comes
import asyncio
import threading


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()

    def in_thread():
        loop.call_soon_threadsafe(future.set_result, "from the thread")

    thread = threading.Thread(target=in_thread)
    thread.start()
    print(await future)
    thread.join()


asyncio.run(main())
