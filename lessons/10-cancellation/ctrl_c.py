import asyncio
import signal


async def worker():
    try:
        await asyncio.sleep(5)  # <1>
    finally:
        print("worker cleans up")  # <2>


async def main():
    asyncio.create_task(worker())
    loop = asyncio.get_running_loop()
    loop.call_later(0.2, signal.raise_signal, signal.SIGINT)  # <3>
    try:
        await asyncio.sleep(3)  # <4>
    except asyncio.CancelledError:
        print("main is cancelled")  # <5>
        raise


try:
    asyncio.run(main())  # <6>
except KeyboardInterrupt:
    print("bye")  # <7>
