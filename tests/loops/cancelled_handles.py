# Handles can be taken back, ready ones and timers.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    soon = loop.call_soon(print, "never: soon")
    later = loop.call_later(1, print, "never: later")
    kept = loop.call_later(2, print, "kept")
    soon.cancel()
    later.cancel()
    later.cancel()
    print(soon.cancelled(), later.cancelled(), kept.cancelled(), kept.when() - loop.time())
    await asyncio.sleep(3)
    kept.cancel()
    print("cancelled after it ran:", kept.cancelled())


asyncio.run(main())
