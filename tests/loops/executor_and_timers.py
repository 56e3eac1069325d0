# While a job is outstanding the clock does not run ahead: its timeout is far away, its result comes first.
# turns: what a thread does comes when it comes
# bytes: what a thread does comes when it comes
import asyncio
import threading

gate = threading.Event()


def job():
    gate.wait()
    return "done in the thread"


async def main():
    loop = asyncio.get_running_loop()
    loop.call_soon(gate.set)
    print(await asyncio.wait_for(asyncio.to_thread(job), 3600))
    print(loop.time() < 3600)
    start = loop.time()
    await asyncio.sleep(3600)
    print(loop.time() - start >= 3600)


asyncio.run(main())
