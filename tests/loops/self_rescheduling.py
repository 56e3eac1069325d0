# A callback that reschedules itself for ever does not starve the others; it ends with the loop.
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    count = 0

    def again():
        nonlocal count
        count += 1
        loop.call_soon(again)

    again()
    for _ in range(5):
        await asyncio.sleep(0)
    print("the callback ran", count, "times")


asyncio.run(main())
