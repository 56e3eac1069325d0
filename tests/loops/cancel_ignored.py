# A task that ignores every cancellation for a while holds up asyncio.run.
import asyncio


async def deaf(limit):
    while asyncio.get_running_loop().time() < limit:
        try:
            await asyncio.sleep(1)
        except asyncio.CancelledError:
            print("ignored at", asyncio.get_running_loop().time())
    print("tired")


async def main():
    asyncio.create_task(deaf(5))
    await asyncio.sleep(2.5)
    print("main ends")


asyncio.run(main())
print("run ends at last")
