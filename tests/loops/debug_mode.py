# Debug mode notices a callback from the wrong thread and keeps on working.
# bytes: what a thread does comes when it comes
import asyncio
import threading


async def main():
    loop = asyncio.get_running_loop()
    print(loop.get_debug())
    errors = []

    def wrong():
        try:
            loop.call_soon(print)
        except RuntimeError as error:
            errors.append(str(error))

    thread = threading.Thread(target=wrong)
    thread.start()
    thread.join()
    print(errors)
    await asyncio.sleep(1)


asyncio.run(main(), debug=True)
