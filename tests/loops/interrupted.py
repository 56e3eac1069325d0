# Ctrl-C during asyncio.run cancels the main task, which may clean up.
import asyncio
import os
import signal


async def main():
    asyncio.get_running_loop().call_later(1, os.kill, os.getpid(), signal.SIGINT)
    try:
        await asyncio.sleep(100)
    except asyncio.CancelledError:
        print("cancelled at", asyncio.get_running_loop().time())
        await asyncio.sleep(1)
        raise
    finally:
        print("main cleans up")


try:
    asyncio.run(main())
except KeyboardInterrupt:
    print("interrupted")
